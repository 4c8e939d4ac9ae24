/**
 * Short lives of the server under test among two puppets. Each yields what has to happen before it goes
 * on; whoever plays it may stop at any moment. Whether the server does as expected is judged elsewhere:
 * these are only occasions to promise something.
 */
import type { AppendRequest, Sent } from '../../../world/cluster/puppet';
import { type Append, type Directed, isAppend, isVote } from '../directed';
import { entries, Follower } from '../follower';

/** Goes on as soon as the condition that it yielded holds. */
type Life = (test: Directed) => Generator<() => boolean, void, void>;

export const LIVES: readonly { readonly name: string; readonly live: Life }[] = [
  { name: 'it votes', live: votes },
  { name: 'it accepts entries', live: accepts },
  { name: 'it starts an election and learns of a newer term', live: stands },
  { name: 'it leads, commits and steps down', live: leads },
];

/** Who had its vote in the first term has an empty log, and does not get it again once there are entries. */
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
  yield says(one, { term: 2, prev: [2, 2], entries: entries([2], 3), commit: 2 });
  // The third is another one in the newer term; its log is as long after that as before.
  yield says(other, { term: 4, prev: [3, 4], commit: 2 });
  yield says(other, { term: 4, prev: [2, 2], entries: entries([4], 3), commit: 2 });
  yield says(other, { term: 4, prev: [3, 4], entries: entries([4], 4), commit: 3 });
  yield says(one, { term: 2, prev: [3, 2] });
  // A term whose leader it has only heard of.
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
  // So that it tells what it has committed.
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
