/**
 * Fast backup (end of section 5.3): a refused AppendEntries skips a whole term instead of one
 * entry. The follower says what conflicts in its log, and the leader jumps there.
 */
import { todoLater } from '../../grader/contract';
import type { AppendEntriesReply } from '../../grader/contract';
import type { Log } from './log';

/** The part of a refusal that says why. */
type ConflictHint = Pick<AppendEntriesReply, 'conflictTerm' | 'conflictIndex'>;

/** FB.1, FB.2: the follower's side, when its log does not match at prevLogIndex. */
export function conflictHint(log: Log, prevLogIndex: number): ConflictHint {
  // TODO 2C FB.1: Return the hint for a log that ends before prevLogIndex: conflictTerm is -1, and
  //   conflictIndex is the index after the log's last entry.
  //   Use: log.lastIndex, prevLogIndex.
  //   Turns green: 2C/hint.
  todoLater(
    '2C',
    'FB.1',
    "Return the hint for a log that ends before prevLogIndex: conflictTerm is -1, and conflictIndex is the index after the log's last entry",
  );
  // TODO 2C FB.2: Return the hint for a log that has another term at prevLogIndex: conflictTerm is
  //   that term, and conflictIndex is the first index at which the log has it.
  //   Use: log.termAt, prevLogIndex.
  //   Turns green: 2C/hint.
  todoLater(
    '2C',
    'FB.2',
    'Return the hint for a log that has another term at prevLogIndex: conflictTerm is that term, and conflictIndex is the first index at which the log has it',
  );
  return {};
}

/** L.4: the leader's side: where to continue after a refusal at prevLogIndex, always below the old nextIndex. */
export function nextIndexAfterRefusal(log: Log, prevLogIndex: number, hint: ConflictHint): number {
  return withinBounds(nextIndexFromHint(log, prevLogIndex, hint), prevLogIndex);
}

/** FB.3, FB.4: where the hint says to continue. Without a hint, one entry further back. */
function nextIndexFromHint(log: Log, prevLogIndex: number, hint: ConflictHint): number {
  // TODO 2C FB.3: Continue just after our last entry of conflictTerm, if there is one. Up to there
  //   the logs may be equal.
  //   Use: hint.conflictTerm, log.termAt, prevLogIndex.
  //   Turns green: 2C/backup-steps.
  todoLater('2C', 'FB.3', 'Continue just after our last entry of conflictTerm, if there is one');
  // TODO 2C FB.4: Continue at conflictIndex if we have no entry of that term. The follower's
  //   entries from there on cannot stay. After a reply without a hint, go back as in 2B.
  //   Use: hint.conflictIndex, prevLogIndex.
  //   Turns green: 2C/backup-steps, 2C/backup-rounds.
  todoLater('2C', 'FB.4', 'Continue at conflictIndex if we have no entry of that term');
  return prevLogIndex;
}

/** FB.5: the first index is 1, and a refusal never moves nextIndex forward. */
function withinBounds(wanted: number, prevLogIndex: number): number {
  return Math.max(1, Math.min(wanted, prevLogIndex));
}
