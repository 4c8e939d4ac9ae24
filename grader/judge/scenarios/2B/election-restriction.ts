import type { LogEntry } from '../../../contract';
import type { Puppet } from '../../../world/cluster/puppet';
import { Directed } from '../directed';
import { at, demand } from '../expect';
import { entries, Follower } from '../follower';
import { rows, scenario } from '../scenario';
import { stands } from '../2A/moments';
import { bring, demandEnd, endOf, there } from './steps';

/** A server may refuse at first, while it believes that a leader is alive. */
const TRIES = 10;
/** The longest election timeout, and some time for a message. */
const STANDS_MS = 5_100;

interface Row {
  readonly name: string;
  /** Terms of the subject's log. */
  readonly mine: readonly number[];
  /** Terms of the log that it held before its leader cut it. */
  readonly before?: readonly number[];
  /** Last entry of the candidate. */
  readonly theirs: readonly [index: number, term: number];
  readonly grants: boolean;
  /** Whether the leader's next entry or the request for a vote arrives first, right before the other. */
  readonly first?: 'entry' | 'vote';
  /** The server leads when the candidate asks. */
  readonly leads?: boolean;
  /** The server is a candidate when it is asked. */
  readonly stands?: boolean;
}

const TABLE: readonly Row[] = [
  { name: 'both logs empty', mine: [], theirs: [0, 0], grants: true },
  { name: 'the same log', mine: [1, 1], theirs: [2, 1], grants: true },
  { name: 'same last term, longer log', mine: [1, 1], theirs: [3, 1], grants: true },
  { name: 'same last term, shorter log', mine: [1, 1, 1], theirs: [2, 1], grants: false },
  { name: 'an empty log against one entry', mine: [1], theirs: [0, 0], grants: false },
  {
    name: 'same last term, ten entries against nine',
    mine: [1, 1, 1, 1, 1, 1, 1, 1, 1],
    theirs: [10, 1],
    grants: true,
  },
  { name: 'newer last term, shorter log', mine: [1, 1, 1], theirs: [1, 2], grants: true },
  { name: 'newer last term, same length', mine: [1, 1], theirs: [2, 2], grants: true },
  { name: 'newer last term, longer log', mine: [1, 1], theirs: [4, 3], grants: true },
  { name: 'older last term, longer log', mine: [1, 2], theirs: [5, 1], grants: false },
  { name: 'older last term, same length', mine: [1, 2], theirs: [2, 1], grants: false },
  { name: 'older last term, shorter log', mine: [1, 1, 2], theirs: [2, 1], grants: false },
  // Two numbers in one, or in one text, are compared wrongly when one of them is large.
  { name: 'older last term, a very long log', mine: [1, 2], theirs: [200_000, 1], grants: false },
  { name: 'terms of three and four digits', mine: [1_000], theirs: [1, 999], grants: false },
  { name: 'a very high last term', mine: [1], theirs: [1, 2_000_000_000], grants: true },
  {
    name: 'the same log, cut shorter before',
    mine: [1, 2],
    before: [1, 1, 1, 1],
    theirs: [2, 2],
    grants: true,
  },
  { name: 'while an entry comes in', mine: [1, 1], theirs: [2, 1], grants: true, first: 'entry' },
  {
    name: 'just before an entry comes in',
    mine: [1, 1],
    theirs: [2, 1],
    grants: true,
    first: 'vote',
  },
  {
    name: 'a leader, against a shorter log',
    mine: [1, 1, 1],
    theirs: [2, 1],
    grants: false,
    leads: true,
  },
  {
    name: 'asked as a candidate, with a shorter log',
    mine: [1, 1, 1],
    theirs: [2, 1],
    grants: false,
    stands: true,
  },
];

export const electionRestriction = scenario({
  id: '2B/election-restriction',
  title: 'A vote is granted only to a log that is at least as up to date',
  story:
    'A server has a log from an earlier leader and no longer hears from any leader. Candidates ask for its vote with a shorter log, a longer log, an older last term or a newer one, or just when an entry arrives. When it refuses one, it adopts the term but keeps its vote, and later it starts an election again. A vote never changes the log.',
  rules: ['RV.3', 'RV.2', 'ALL.2', 'AE.3'],
  points: 2,
  servers: 3,
  alone: true,
  seeds: 3,
  play: rows(TABLE, (cluster, { mine, before, theirs, grants, first, leads, ...row }) => {
    const test = new Directed(cluster);
    const [leader, candidate] = [test.puppet(0), test.puppet(1)];
    const log = entries(mine);
    const [index, lastTerm] = endOf(log);
    if (before) bring(test, { from: candidate, term: 1, log: entries(before) });
    bring(test, { from: leader, term: Math.max(1, lastTerm), log });
    if (first) {
      notBoth(test, leader, candidate, first);
      return;
    }
    if (row.stands) {
      standsAgain(test, candidate, theirs);
      return;
    }
    if (leads) {
      leaderRefuses(test, candidate, log, theirs);
      return;
    }
    // As a candidate it no longer follows a leader that could be a reason to refuse.
    test.candidacy(Math.max(1, lastTerm));
    const logs = `its own log ends at index ${index} with term ${lastTerm}${before ? ` (it held ${before.length} entries until its leader replaced them)` : ''}, the candidate's at index ${theirs[0]} with term ${theirs[1]}`;
    let [asked, told] = [0, 0];
    for (let tried = 0; tried < TRIES; tried++) {
      const term = Math.max(test.term, theirs[1]) + 2;
      const { voteGranted, ...reply } = test.ask(candidate, term, theirs);
      [asked, told] = [term, reply.term];
      demand(
        grants || !voteGranted,
        'RV.3',
        `${test.subject.name} granted its vote to ${candidate.name} in term ${term} ${at(cluster)}, but the candidate's log is less up to date: ${logs}. What must be compared with the term of the server's last entry is lastLogTerm (${theirs[1]}), not with the term of the request (${term}); of two equal terms, the longer log is more up to date.`,
      );
      // A refusal leaves the vote of that term free.
      if (!(grants ? voteGranted : test.ask(leader, term, [index, lastTerm]).voteGranted)) continue;
      demand(
        told >= term,
        'ALL.2',
        `${test.subject.name} refused its vote to ${candidate.name}, whose log is less up to date, in term ${term} with a reply of term ${told} (${at(cluster)}): it must adopt the newer term first, whether or not it grants the vote, and reply with it.`,
      );
      if (grants && index > 0)
        demandEnd(
          test,
          test.term,
          [index, lastTerm],
          'AE.3',
          `${test.subject.name} granted its vote to ${candidate.name}, which must not change its log`,
        );
      return;
    }
    demand(
      grants,
      'RV.2',
      `In each of ${TRIES} terms, the last ${at(cluster)}, ${test.subject.name} refused its vote to ${candidate.name}, whose log is less up to date, and then also to ${leader.name}, whose log equals its own, in the same term: after a refusal it must still be free to vote.`,
    );
    demand(
      false,
      'RV.3',
      `${test.subject.name} has refused its vote to ${candidate.name} in ${TRIES} new terms, the last ${at(cluster)}, though the candidate's log is at least as up to date: ${logs}.${told < asked ? ` Its reply to the last of these, of term ${asked}, has term ${told}: has it adopted the newer term at all (ALL.2)?` : ''}`,
    );
  }),
});

/** A newer term ends its candidacy, and it must not wait for others from then on. */
function standsAgain(test: Directed, candidate: Puppet, theirs: Row['theirs']): void {
  const { cluster, subject } = test;
  const term = test.candidacy().term + 2;
  test.ask(candidate, term, theirs);
  cluster.until(() => stands(test, term) !== undefined, STANDS_MS);
  demand(
    stands(test, term) !== undefined,
    'F.2',
    `${subject.name} was a candidate and refused its vote to ${candidate.name} in term ${term}, because the log of ${candidate.name} is less up to date. Since then it has heard from nobody for ${STANDS_MS / 1_000} s, but ${at(cluster)} it has not started an election: a server that refuses its vote in a newer term must have a running election timer.`,
  );
}

/** A leader that a refused candidate deposes has to stand for election again, if it hears from nobody else. */
function leaderRefuses(
  test: Directed,
  candidate: Puppet,
  log: readonly LogEntry[],
  theirs: Row['theirs'],
): void {
  const term = test.elect(test.puppets.map(() => new Follower(log))) + 1;
  // An election timer that still ran when it won has run out by then.
  test.run(STANDS_MS);
  for (const puppet of test.puppets) puppet.part = () => undefined;
  const { voteGranted } = test.ask(candidate, term, theirs);
  demand(
    !voteGranted,
    'RV.3',
    `${test.subject.name}, leader of term ${term - 1}, granted its vote to ${candidate.name} in term ${term} ${at(test.cluster)}, but the candidate's log ends at index ${theirs[0]} with term ${theirs[1]}, and its own ended at index ${log.length} when it asked for votes.${voteGranted ? (shorterSave(test, candidate) ?? LEADS_AND_VOTES) : ''}`,
  );
  // A leader may ignore candidates for a while, because it takes it that a majority follows it.
  if (test.term >= term) test.candidacy(term);
}

const LEADS_AND_VOTES =
  ' Does it compare the logs also while it leads, and have winning and stepping down left its log as it was (S.2, AE.3)?';

/** A sentence if the state that it saved between the candidate's request and its vote is shorter than before. */
function shorterSave(test: Directed, candidate: Puppet): string | undefined {
  const events = test.cluster.system.trace.recent();
  const asked = events.findLast((event) => event.kind === 'deliver' && event.from === candidate.id);
  const writes = events.flatMap((event) =>
    event.kind === 'disk' && event.server === test.subject.id && event.operation.op === 'write'
      ? [{ ...event.operation, order: event.order }]
      : [],
  );
  const last = writes.at(-1);
  const before = writes.slice(0, -1).findLast(({ file }) => file === last?.file);
  if (!asked || !last || !before || last.order < asked.order) return undefined;
  if (last.content.length >= before.content.length) return undefined;
  return ` What it saved before that vote has ${last.content.length} bytes; its save before that had ${before.content.length}: does a leader delete entries when it steps down? Only a conflicting entry of a leader removes any (AE.3).`;
}

/**
 * An entry of the leader's term and a newer term's RequestVote arrive right after each other, and the
 * candidate lacks the entry. The server may accept one of them, but not both.
 */
function notBoth(test: Directed, leader: Puppet, candidate: Puppet, first: 'entry' | 'vote'): void {
  const { subject, cluster } = test;
  const entry = () => test.send(leader, { term: 1, prev: [2, 1], entries: entries([1], 3) });
  const vote = () =>
    candidate.requestVote(subject.id, { term: 2, lastLogIndex: 2, lastLogTerm: 1 });
  const asked = first === 'vote' ? there(test, candidate, vote) : undefined;
  const taken = there(test, leader, entry);
  const { voteGranted } = test.answered(
    asked ?? vote(),
    `RequestVote of term 2 from ${candidate.name}`,
  );
  const { term, success } = test.answered(taken, `AppendEntries of term 1 from ${leader.name}`);
  demand(
    !voteGranted || !success || term > 1,
    'RV.3',
    `${subject.name} granted its vote in term 2 to ${candidate.name}, whose log ends at index 2, and told ${leader.name} in term 1 that it holds up to index 3 (${at(cluster)}): ${leader.name} may commit that entry, and ${candidate.name} leads without it. What is checked before an await, the term and the end of the log above all, may have changed after it.`,
  );
}
