/**
 * Fast backup (end of section 5.3): a refused AppendEntries disposes of a whole term instead of one
 * entry. The follower says what is wrong with its log, and the leader jumps.
 */
import { todoLater } from '../../grader/contract';
import type { AppendEntriesReply } from '../../grader/contract';
import type { Log } from './log';

/** The part of a refusal that tells why. */
type ConflictHint = Pick<AppendEntriesReply, 'conflictTerm' | 'conflictIndex'>;

/** FB.1, FB.2: the follower's side, when its log does not match at prevLogIndex. */
export function conflictHint(log: Log, prevLogIndex: number): ConflictHint {
  // TODO 2C FB.1: Give the hint of a log that ends before prevLogIndex. There is no term to name;
  //   say so with -1, and name the index where the log's next entry would stand.
  //   Use: log.lastIndex, prevLogIndex.
  //   Turns green: 2C/hint.
  todoLater('2C', 'FB.1', 'Give the hint of a log that ends before prevLogIndex');
  // TODO 2C FB.2: Give the hint of a log that holds another term there. Name that term, and the
  //   first index at which the log holds it.
  //   Use: log.termAt, prevLogIndex.
  //   Turns green: 2C/hint.
  todoLater('2C', 'FB.2', 'Give the hint of a log that holds another term there');
  return {};
}

/** L.4: the leader's side, where to go on after a refusal at prevLogIndex. Less than before. */
export function nextIndexAfterRefusal(log: Log, prevLogIndex: number, hint: ConflictHint): number {
  return withinBounds(nextIndexFromHint(log, prevLogIndex, hint), prevLogIndex);
}

/** FB.3, FB.4: where the hint says to go on. Without a hint, one entry further back. */
function nextIndexFromHint(log: Log, prevLogIndex: number, hint: ConflictHint): number {
  // TODO 2C FB.3: Go on just behind our last entry of conflictTerm, if we have one. Up to there the
  //   logs may well be the same.
  //   Use: hint.conflictTerm, log.termAt, prevLogIndex.
  //   Turns green: 2C/backup-steps.
  todoLater('2C', 'FB.3', 'Go on just behind our last entry of conflictTerm, if we have one');
  // TODO 2C FB.4: Go on at conflictIndex if we have none. Nothing that the follower holds from
  //   there on can stay. A reply without a hint leaves you where you were in 2B.
  //   Use: hint.conflictIndex, prevLogIndex.
  //   Turns green: 2C/backup-steps, 2C/backup-rounds.
  todoLater('2C', 'FB.4', 'Go on at conflictIndex if we have none');
  return prevLogIndex;
}

/** FB.5: the first index is 1, and a refusal never moves nextIndex forward. */
function withinBounds(wanted: number, prevLogIndex: number): number {
  return Math.max(1, Math.min(wanted, prevLogIndex));
}
