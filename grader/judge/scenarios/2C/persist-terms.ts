/** Newer terms that a server must have saved before it shows them, by the message that brings them. */
import { FAR, plead } from '../2A/moments';
import { type Directed, isAppend } from '../directed';
import { at, demand } from '../expect';
import { entries } from '../follower';

export const APPLY_MS = 2_000;

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
