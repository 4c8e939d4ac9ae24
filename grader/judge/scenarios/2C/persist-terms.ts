/** Newer terms that a server must have saved before it shows them, by the message that brings them. */
import { FAR, getsVote, plead } from '../2A/moments';
import { type Directed, isAppend } from '../directed';
import { at, demand } from '../expect';
import { entries } from '../follower';

export const APPLY_MS = 2_000;
/** By then a save has ended, and a new election is unlikely. */
const SAVED_MS = 20;
/** A server may refuse now and then, while it believes that a leader is alive. */
const VOTE_TRIES = 6;

export function keepsTerm(test: Directed): void {
  const [one, other] = [test.puppet(0), test.puppet(1)];
  test.append(one, { term: 7 });
  checkTerm(test, 7);
  // This vote is refused because the log is not up to date, but the newer term counts.
  test.append(one, { term: 7, entries: entries([7]) });
  const { term } = test.ask(other, 9);
  checkTerm(test, term);
  // This request is refused because the previous entry is missing.
  const { term: newest } = test.append(other, { term: 11, prev: [5, 10] });
  checkTerm(test, newest);
}

/** A candidate with a worse log brings the term, and the vote stays free for a better one. */
export function keepsFreeVote(test: Directed): void {
  const [worse, good] = [test.puppet(0), test.puppet(1)];
  test.append(good, { term: 2, entries: entries([2]) });
  const isGranted = Array.from({ length: VOTE_TRIES }).some(() => {
    const term = test.term + 2;
    const refused = !test.ask(worse, term).voteGranted;
    test.subject.restart();
    return refused && getsVote(test, good, term, [1, 2]);
  });
  demand(
    isGranted,
    'P.1',
    `In each of ${VOTE_TRIES} terms, the last ${at(test.cluster)}, ${test.subject.name} refused its vote to ${worse.name}, whose log is worse, crashed, restarted, and then also refused it to ${good.name}, whose log is as good as its own. It had not voted in that term: save and read back that votedFor is empty, too (JSON leaves out a field that is undefined).`,
  );
}

/** The vote for itself belonged to the older term, and must not be saved with the newer one. */
export function keepsNoVote(bring: (test: Directed) => number) {
  return (test: Directed): void => {
    const other = test.puppet(1);
    let refused = 0;
    for (let i = 0; i < VOTE_TRIES; i++) {
      const term = bring(test);
      test.cluster.until(() => test.term >= term, APPLY_MS);
      test.run(SAVED_MS);
      // It has started an election, and votes for itself.
      if (test.term > term) continue;
      test.subject.restart();
      if (getsVote(test, other, term, [0, 0])) return;
      refused++;
    }
    demand(
      refused < VOTE_TRIES - 1,
      'P.1',
      `In ${refused} terms, the last ${at(test.cluster)}, ${test.subject.name} learned of the term from a reply, crashed, restarted, and then refused its vote to ${other.name}. It had not voted in that term: is votedFor cleared when the newer term is adopted, and are both saved together?`,
    );
  };
}

export function byVoteReply(test: Directed): number {
  const { term, requests } = test.candidacy();
  for (const request of requests) request.answer({ term: term + FAR, voteGranted: false });
  return term + FAR;
}

export function byAppendReply(test: Directed): number {
  const term = test.elect() + FAR;
  for (const puppet of test.puppets)
    puppet.part = (request) => {
      if (isAppend(request)) request.answer({ term, success: false });
    };
  return term;
}

/** The first message with the new term may be a refused vote, or the refusal of an old leader's request. */
export function keepsTermOfVoteReply(test: Directed): void {
  const [old, other] = [test.puppet(0), test.puppet(1)];
  test.append(old, { term: 2 });
  for (const refused of [() => test.ask(other, 1), () => test.append(old, { term: 2 })]) {
    const { term, requests } = test.candidacy();
    for (const request of requests) request.answer({ term: term + 5, voteGranted: false });
    test.cluster.until(() => test.term > term, APPLY_MS);
    checkTerm(test, refused().term);
  }
}

export function keepsTermOfAppendReply(test: Directed): void {
  const [old, other] = [test.puppet(0), test.puppet(1)];
  // The election must come after term 1, in which the other puppet, which has not voted in it, may then
  // ask.
  test.append(old, { term: 2 });
  for (const refused of [() => test.ask(other, 1), () => test.append(old, { term: 2 })]) {
    const term = test.elect();
    for (const puppet of test.puppets)
      puppet.part = (request) => {
        if (isAppend(request)) request.answer({ term: term + 5, success: false });
      };
    test.cluster.until(() => test.term > term, APPLY_MS);
    checkTerm(test, refused().term);
  }
}

/** The last server refuses its vote when the subject has won. */
export function keepsTermOfLateVoteReply(test: Directed): void {
  test.append(test.puppet(0), { term: 2 });
  const { term, requests } = test.candidacy();
  const [vote, late] = requests;
  vote?.answer({ term, voteGranted: true });
  test.cluster.until(() => test.leads, APPLY_MS);
  late?.answer({ term: term + FAR, voteGranted: false });
  test.cluster.until(() => test.term > term, APPLY_MS);
  checkTerm(test, test.ask(test.puppet(1), 1).term);
}

/** It led before, and follows another leader when the reply arrives. */
export function keepsTermOfLateAppendReply(test: Directed): void {
  const [leader, other] = [test.puppet(0), test.puppet(1)];
  test.append(leader, { term: 2 });
  test.elect();
  other.part = () => undefined;
  const late = test.next(other, isAppend, APPLY_MS);
  const term = test.term + FAR;
  test.append(leader, { term });
  if (late && isAppend(late)) late.answer({ term: term + FAR, success: false });
  test.cluster.until(() => test.term > term, APPLY_MS);
  checkTerm(test, test.ask(other, 1).term);
}

/** A key such as `${term}${vote}` is the same for term 1 with a vote for S2 as for term 12 without one. */
export function keepsDigits(test: Directed): void {
  const [one, other] = [test.puppet(0), test.puppet(1)];
  plead(test, one, 1);
  const term = 10 + one.id;
  test.append(other, { term });
  checkTerm(test, term);
}

/** Restarts the server, and then asks for its term. */
export function checkTerm(test: Directed, told: number): void {
  const { cluster, subject } = test;
  subject.restart();
  const { term } = test.ask(test.puppet(1), 1);
  demand(
    term >= told,
    'P.1',
    `${subject.name} sent messages with term ${told}, crashed, and restarted in term ${term} (${at(cluster)}).`,
  );
}
