/**
 * Fast backup (end of section 5.3): a refused AppendEntries disposes of a whole term instead of one
 * entry. The follower says what is wrong with its log, and the leader jumps.
 */
import type { AppendEntriesReply } from '../../grader/contract';
import type { Log } from './log';

/** The part of a refusal that tells why. */
type ConflictHint = Pick<AppendEntriesReply, 'conflictTerm' | 'conflictIndex'>;

/** FB.1, FB.2: the follower's side, when its log does not match at prevLogIndex. */
export function conflictHint(log: Log, prevLogIndex: number): ConflictHint {
  // #region 2C FB.1
  // what: Give the hint of a log that ends before prevLogIndex. There is no term to name; say so
  //   with -1, and name the index where the log's next entry would stand.
  // use: log.lastIndex, prevLogIndex
  // green: 2C/hint
  if (prevLogIndex > log.lastIndex) {
    return { conflictTerm: -1, conflictIndex: log.lastIndex + 1 };
  }
  // #until
  // #endregion
  // #region 2C FB.2
  // what: Give the hint of a log that holds another term there. Name that term, and the first index
  //   at which the log holds it.
  // use: log.termAt, prevLogIndex
  // green: 2C/hint
  const conflictTerm = log.at(prevLogIndex).term;
  let conflictIndex = prevLogIndex;
  while (log.termAt(conflictIndex - 1) === conflictTerm) conflictIndex -= 1;
  return { conflictTerm, conflictIndex };
  // #until
  // return {};
  // #endregion
}

/** L.4: the leader's side, where to go on after a refusal at prevLogIndex. Less than before. */
export function nextIndexAfterRefusal(log: Log, prevLogIndex: number, hint: ConflictHint): number {
  return withinBounds(nextIndexFromHint(log, prevLogIndex, hint), prevLogIndex);
}

/** FB.3, FB.4: where the hint says to go on. Without a hint, one entry further back. */
function nextIndexFromHint(log: Log, prevLogIndex: number, hint: ConflictHint): number {
  // #region 2C FB.3
  // what: Go on just behind our last entry of conflictTerm, if we have one. Up to there the logs may
  //   well be the same.
  // use: hint.conflictTerm, log.termAt, prevLogIndex
  // green: 2C/backup-steps
  for (let index = prevLogIndex; index > 0; index -= 1) {
    if (log.termAt(index) === hint.conflictTerm) return index + 1;
  }
  // #until
  // #endregion
  // #region 2C FB.4
  // what: Go on at conflictIndex if we have none. Nothing that the follower holds from there on can
  //   stay. A reply without a hint leaves you where you were in 2B.
  // use: hint.conflictIndex, prevLogIndex
  // green: 2C/backup-steps, 2C/backup-rounds
  return hint.conflictIndex ?? prevLogIndex;
  // #until
  // return prevLogIndex;
  // #endregion
}

/** FB.5: the first index is 1, and a refusal never moves nextIndex forward. */
function withinBounds(wanted: number, prevLogIndex: number): number {
  // #region 2C FB.5
  // what: Keep nextIndex between 1 and prevLogIndex, whatever the hint says.
  // use: wanted, prevLogIndex
  // green: 2C/backup-steps
  return Math.max(1, Math.min(wanted, prevLogIndex));
  // #until
  // return wanted;
  // #endregion
}
