/**
 * Short lives of the server under test among two puppets. Each yields the condition for its next step,
 * and its caller may stop at any moment. Other code judges the server; these lives only lead it to make
 * promises.
 */
import type { AppendRequest, Sent } from '../../../world/cluster/puppet';
import { type Append, type Directed, isAppend, isVote } from '../directed';
import { entries, Follower } from '../follower';

/** Continues as soon as the yielded condition holds. */
type Life = (test: Directed) => Generator<() => boolean, void, void>;

export const LIVES: readonly { readonly name: string; readonly live: Life }[] = [
  { name: 'it votes', live: votes },
  { name: 'it accepts entries', live: accepts },
  { name: 'it starts an election and learns of a newer term', live: stands },
  { name: 'it leads, commits and steps down', live: leads },
];

/**
 * The candidate that gets the vote in the first term has an empty log, and must not get it again once
 * there are entries.
 */
function* votes(test: Directed): ReturnType<Life> {
  const [one, other] = [test.puppet(0), test.puppet(1)];
  const to = test.subject.id;
  const empty = { lastLogIndex: 0, lastLogTerm: 0 };
  yield over(one.requestVote(to, { term: 3, ...empty }));
  yield over(other.requestVote(to, { term: 3, ...empty }));
  yield over(test.send(other, { term: 4, entries: entries([4]) }));
  yield over(other.requestVote(to, { term: 6, lastLogIndex: 1, lastLogTerm: 4 }));
  yield over(one.requestVote(to, { term: 5, ...empty }));
}

function* accepts(test: Directed): ReturnType<Life> {
  const [one, other] = [test.puppet(0), test.puppet(1)];
  const says = (puppet: typeof one, what: Append) => over(test.send(puppet, what));
  yield says(one, { term: 2, entries: entries([2, 2]) });
  // Repeats an acknowledged entry and adds one.
  yield says(one, { term: 2, prev: [1, 2], entries: entries([2, 2], 2), commit: 2 });
  // The newer term replaces the third entry; afterwards the log is as long as before.
  yield says(other, { term: 4, prev: [3, 4], commit: 2 });
  yield says(other, { term: 4, prev: [2, 2], entries: entries([4], 3), commit: 2 });
  yield says(other, { term: 4, prev: [3, 4], entries: entries([4], 4), commit: 3 });
  yield says(one, { term: 2, prev: [3, 2] });
  // A newer term that arrives without a message of its leader.
  yield over(one.requestVote(test.subject.id, { term: 6, lastLogIndex: 3, lastLogTerm: 2 }));
}

function* stands(test: Directed): ReturnType<Life> {
  const [one, other] = [test.puppet(0), test.puppet(1)];
  const asked = () => one.requests.find((request) => isVote(request) && !request.done);
  yield () => asked() !== undefined;
  const request = asked();
  if (!request) return;
  const { term } = request.args;
  if (isVote(request)) request.answer({ term: term + 2, voteGranted: false });
  yield () => test.term > term;
  yield over(other.requestVote(test.subject.id, { term, lastLogIndex: 0, lastLogTerm: 0 }));
  yield over(
    other.requestVote(test.subject.id, { term: term + 2, lastLogIndex: 0, lastLogTerm: 0 }),
  );
  yield () => other.requests.some((again) => isVote(again) && again.args.term > term);
}

function* leads(test: Directed): ReturnType<Life> {
  const [one, other] = [test.puppet(0), test.puppet(1)];
  const log = new Follower();
  one.part = log.part;
  yield () => test.leads;
  const { term } = test;
  test.subject.start('first');
  test.subject.start('second');
  yield () => test.applied.length >= 2;
  test.subject.start('third');
  yield () => test.applied.length >= 3;
  // Waits until the leader has announced what it has committed.
  yield () => one.requests.some((request) => isAppend(request) && request.args.leaderCommit >= 3);
  one.part = (request) => {
    if (isAppend(request)) deposes(request, term + 2);
  };
  yield () => test.term > term;
  yield over(other.requestVote(test.subject.id, { term, lastLogIndex: 0, lastLogTerm: 0 }));
}

function deposes(request: AppendRequest, term: number): void {
  request.answer({ term, success: false });
}

function over(sent: Sent<unknown>): () => boolean {
  return () => sent.settled;
}
