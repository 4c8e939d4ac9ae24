/** Fast backup in the reference, on the tables of logs in the handout of 2C and on their edges. */
import { conflictHint, nextIndexAfterRefusal } from '../../solutions/raft/fast-backup';
import { Log } from '../../solutions/raft/log';

const terms = (...list: readonly number[]): Log =>
  new Log(list.map((term) => ({ term, command: `term ${term}` })));

describe('a follower says why it refuses', () => {
  test.each([
    ['FB.1: its log is too short', terms(4, 4, 4), 7, -1, 4],
    ['FB.1: its log is empty', terms(), 1, -1, 1],
    ['FB.1: it lacks just the entry at prevLogIndex', terms(4, 4), 3, -1, 3],
    ['FB.2: a conflict at the end of a term', terms(4, 4, 5, 5, 5, 5, 5), 7, 5, 3],
    ['FB.2: a conflict in the middle of a term', terms(4, 4, 5, 5, 5, 5, 5), 5, 5, 3],
    ['FB.2: a conflict at the first entry of a term', terms(4, 4, 5, 5), 3, 5, 3],
    ['FB.2: the term fills the log from its beginning', terms(2, 2, 2), 3, 2, 1],
    ['FB.2: a single entry', terms(1), 1, 1, 1],
  ])('%s', (_name, log, prevLogIndex, conflictTerm, conflictIndex) => {
    expect(conflictHint(log, prevLogIndex)).toEqual({ conflictTerm, conflictIndex });
  });
});

describe('a leader goes on', () => {
  test.each([
    ['FB.4: where a log that is too short ends', terms(4, 4, 4, 5, 5, 6, 6), 7, [-1, 4], 4],
    ['FB.4: where a term begins that it lacks', terms(4, 4, 6, 6, 6, 6, 6), 7, [5, 3], 3],
    ['FB.3: behind its last entry of the term', terms(4, 4, 5, 5, 6, 6, 6), 7, [5, 3], 5],
    ['FB.3: also if that is its first entry', terms(1, 3, 3), 3, [1, 1], 2],
    ['FB.5: never below 1', terms(6, 6), 2, [5, 0], 1],
    ['FB.5: never forward', terms(4, 4, 6), 2, [-1, 9], 2],
    ['FB.5: never into the sentinel', terms(6, 6), 2, [0, 0], 1],
    ['L.4: one step back without a hint', terms(4, 4, 6), 3, [undefined, undefined], 3],
  ])('%s', (_name, log, prevLogIndex, [conflictTerm, conflictIndex], nextIndex) => {
    const hint = {
      ...(conflictTerm !== undefined && { conflictTerm }),
      ...(conflictIndex !== undefined && { conflictIndex }),
    };
    expect(nextIndexAfterRefusal(log, prevLogIndex, hint)).toBe(nextIndex);
  });
});

test('FB.1 to FB.4: each refusal disposes of a term, or of a log that is too short', () => {
  const leader = terms(3, 4, 4, 4, 6, 6, 6);
  const follower = terms(3, 4, 5, 5, 5);
  const tried: number[] = [];
  let nextIndex = leader.lastIndex + 1;
  while (follower.termAt(nextIndex - 1) !== leader.termAt(nextIndex - 1)) {
    const hint = conflictHint(follower, nextIndex - 1);
    nextIndex = nextIndexAfterRefusal(leader, nextIndex - 1, hint);
    tried.push(nextIndex);
  }
  expect(tried).toEqual([6, 3]);
});
