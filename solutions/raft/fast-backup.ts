/**
 * Fast backup (end of section 5.3): a refused AppendEntries skips a whole term instead of one
 * entry. The follower says what conflicts in its log, and the leader jumps there.
 */
import type { AppendEntriesReply } from '../../grader/contract';
import type { Log } from './log';

/** The part of a refusal that says why. */
type ConflictHint = Pick<AppendEntriesReply, 'conflictTerm' | 'conflictIndex'>;

/** FB.1, FB.2: the follower's side, when its log does not match at prevLogIndex. */
export function conflictHint(log: Log, prevLogIndex: number): ConflictHint {
  // #region 2C FB.1
  if (prevLogIndex > log.lastIndex) {
    return { conflictTerm: -1, conflictIndex: log.lastIndex + 1 };
  }
  // #endregion
  // #region 2C FB.2
  const conflictTerm = log.at(prevLogIndex).term;
  let conflictIndex = prevLogIndex;
  while (log.termAt(conflictIndex - 1) === conflictTerm) conflictIndex -= 1;
  return { conflictTerm, conflictIndex };
  // #endregion
}

/** L.4: the leader's side: where to continue after a refusal at prevLogIndex, always below the old nextIndex. */
export function nextIndexAfterRefusal(log: Log, prevLogIndex: number, hint: ConflictHint): number {
  return withinBounds(nextIndexFromHint(log, prevLogIndex, hint), prevLogIndex);
}

/** FB.3, FB.4: where the hint says to continue. Without a hint, one entry further back. */
function nextIndexFromHint(log: Log, prevLogIndex: number, hint: ConflictHint): number {
  // #region 2C FB.3
  for (let index = prevLogIndex; index > 0; index -= 1) {
    if (log.termAt(index) === hint.conflictTerm) return index + 1;
  }
  // #endregion
  // #region 2C FB.4
  return hint.conflictIndex ?? prevLogIndex;
  // #endregion
}

/** FB.5: the first index is 1, and a refusal never moves nextIndex forward. */
function withinBounds(wanted: number, prevLogIndex: number): number {
  return Math.max(1, Math.min(wanted, prevLogIndex));
}
