import { seconds } from '../../../world/sim/time';
import type { EventOf, TraceEvent } from '../../../world/sim/trace';
import type { RequestVoteReply } from '../../../contract';
import { ANSWER_MS, type Candidacy, Directed } from '../directed';
import { at, demand } from '../expect';
import { rows, scenario } from '../scenario';
import { FAR, tried } from './moments';

/** Long enough for any server to count a vote. */
const COUNTED_MS = 100;
/** Long enough for most servers. */
const SETTLE_MS = 15;

/** Replies that leave together arrive within 2 ms, in any order. */
const OUTRUN_TRIES = 16;

const OLD_VOTES = 'a candidate received votes of an earlier term';

interface Row {
  readonly name: string;
  /** @returns why it must not lead; undefined if it may */
  readonly play: (test: Directed) => string | undefined;
}

export const oldVotes = scenario({
  id: '2A/old-votes',
  title: 'Only votes of the current election count',
  story:
    'Votes granted in one term arrive when the server is already a candidate in the next; other requests are refused or lost. None of these votes elects a leader, and none ends the candidacy.',
  rules: ['C.2', 'ALL.2'],
  points: 3,
  servers: 5,
  alone: true,
  seeds: 3,
  marks: [OLD_VOTES],
  play: rows<Row>(
    [
      { name: 'all votes come too late', play: allLate },
      { name: 'votes of two elections', play: mixed },
      { name: 'too late, for a follower of a newer term', play: lateForFollower },
      { name: 'too late, for a voter of a newer term', play: lateForVoter },
      { name: 'too late, after a refusal in a newer term', play: lateAfterRefusal },
      { name: 'too late, and then the votes that count', play: lateAndThenWon },
      { name: 'refused in a term between, and then the votes that count', play: betweenAndThenWon },
      { name: 'a newer term right after the vote that decides', play: outrun },
      { name: 'refusals', play: refusals },
      { name: 'lost', play: lost },
    ],
    (cluster, { play }) => {
      const test = new Directed(cluster);
      cluster.markWhen(OLD_VOTES, (event) => isOldVote(event, test));
      const why = play(test);
      if (why === undefined) return;
      cluster.until(() => test.leads, COUNTED_MS);
      demand(
        !test.leads,
        'C.2',
        `${test.subject.name} leads term ${test.term} ${at(cluster)} without a majority of that term: ${why}.`,
      );
    },
  ),
});

function isOldVote(event: TraceEvent, test: Directed): boolean {
  if (event.kind !== 'return' || event.from !== test.subject.id || event.method !== 'requestVote')
    return false;
  const reply = event.reply as RequestVoteReply | undefined;
  return reply?.voteGranted === true && reply.term < test.term;
}

function grant({ term, requests }: Candidacy, from: number, to?: number): void {
  for (const request of requests.slice(from, to)) request.answer({ term, voteGranted: true });
}

/** Old votes also carry an old term. */
function keepsTerm(test: Directed, term: number): void {
  test.run(COUNTED_MS);
  const seen = firstSeen(test, term);
  const where = seen
    ? ` Term ${term} was in the reply of S${seen.to} to its RequestVote (received at ${seconds(seen.at)}): is the term of such a reply compared with currentTerm, and is it the reply's term that the server adopts?`
    : '';
  demand(
    test.term >= term,
    'ALL.2',
    `${test.subject.name} had seen term ${term}, but its getState() returns term ${test.term} ${at(test.cluster)} after replies of an earlier election arrived: a server adopts each newer term that it sees, and its term never decreases.${where}`,
    seen && [seen],
  );
}

/** The reply that first showed it the term. */
function firstSeen({ cluster, subject }: Directed, term: number) {
  return cluster.system.trace
    .recent()
    .find(
      (event): event is EventOf<'return'> =>
        event.kind === 'return' &&
        event.from === subject.id &&
        (event.reply as RequestVoteReply | undefined)?.term === term,
    );
}

function allLate(test: Directed): string {
  const old = test.candidacy();
  const { term } = test.candidacy(old.term);
  grant(old, 0);
  keepsTerm(test, term);
  return `all others voted for it, but in term ${old.term}, and the votes arrived when it was a candidate in term ${term}`;
}

function mixed(test: Directed): string {
  const old = test.candidacy();
  const present = test.candidacy(old.term);
  grant(present, 0, 1);
  grant(old, 1, 3);
  keepsTerm(test, present.term);
  return `in term ${present.term} only one of the four others voted for it, and the votes of two others were of term ${old.term}`;
}

function lateForFollower(test: Directed): string {
  const old = test.candidacy();
  const term = old.term + 1;
  test.append(test.puppet(0), { term });
  grant(old, 1);
  keepsTerm(test, term);
  return `it follows ${test.puppet(0).name}, and the votes that arrived were of term ${old.term}`;
}

function lateForVoter(test: Directed): string {
  const old = test.candidacy();
  const term = old.term + FAR;
  test.ask(test.puppet(0), term);
  grant(old, 1);
  keepsTerm(test, term);
  return `${test.puppet(0).name} had asked it for its vote in term ${term}, and the votes that arrived were of term ${old.term}`;
}

function lateAfterRefusal(test: Directed): string {
  const old = test.candidacy();
  const term = old.term + FAR;
  old.requests[0]?.answer({ term, voteGranted: false });
  test.cluster.until(() => test.term >= term, COUNTED_MS);
  grant(old, 1);
  keepsTerm(test, term);
  return `${test.puppet(0).name} had refused its request in a reply of term ${term}, and the votes that arrived were of term ${old.term}`;
}

function lateAndThenWon(test: Directed): undefined {
  thenWon(test, () => {
    const old = test.candidacy();
    const present = test.candidacy(old.term);
    old.requests.forEach((request, i) => {
      request.answer({ term: old.term, voteGranted: i === 0 });
    });
    return [old, present];
  });
}

/** The refusing server was in a newer term than the request, and the candidate is in an even newer one. */
function betweenAndThenWon(test: Directed): undefined {
  thenWon(test, () => {
    const old = test.candidacy();
    const between = test.candidacy(old.term);
    const present = test.candidacy(between.term);
    for (const request of old.requests) request.answer({ term: between.term, voteGranted: false });
    return [old, present];
  });
}

/** @param late delivers replies to an older election, and returns that election and the present one */
function thenWon(test: Directed, late: () => readonly [Candidacy, Candidacy]): void {
  tried(() => {
    const [old, { term, requests }] = late();
    test.run(SETTLE_MS);
    for (const request of requests) request.answer({ term, voteGranted: true });
    test.cluster.until(() => test.leads || test.term > term, COUNTED_MS);
    if (test.term > term) return false;
    demand(
      test.leads,
      'C.2',
      `${test.subject.name} was a candidate in term ${term}, received late replies to its requests of term ${old.term} and then the votes of all others, but does not lead ${at(test.cluster)}: late replies must not end a candidacy.`,
    );
    return true;
  });
}

/** A server that takes up its lead a moment after the vote may be in another term by then. */
function outrun(test: Directed): undefined {
  for (let i = 0; i < OUTRUN_TRIES; i++) {
    const election = test.candidacy();
    const { term, requests } = election;
    grant(election, 0, 2);
    requests[2]?.answer({ term: term + FAR, voteGranted: false });
    test.cluster.until(() => test.term >= term + FAR, ANSWER_MS);
    demand(
      test.term >= term + FAR,
      'ALL.2',
      `${test.subject.name} received the votes that made it the leader of term ${term}, and in the same moment ${test.puppet(2).name} refused its vote in a reply of term ${term + FAR}, but getState() returns term ${test.term} (${at(test.cluster)}): a newer term in a reply to RequestVote counts for a server that has won, too.`,
    );
  }
}

function refusals(test: Directed): string {
  const { term, requests } = test.candidacy();
  for (const request of requests) request.answer({ term, voteGranted: false });
  return 'all others refused their votes';
}

function lost(test: Directed): string {
  for (const request of test.candidacy().requests) request.drop();
  return 'all replies to its RequestVote were lost';
}
