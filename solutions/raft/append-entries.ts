/**
 * The receiver of AppendEntries (section 5.3): how a follower keeps its log the same as the
 * leader's. The sender is in replication.ts.
 */
import type { AppendEntriesArgs, AppendEntriesReply } from '../../grader/contract';
import { followLeaderCommit } from './commit';
import { conflictHint } from './fast-backup';
import type { Log } from './log';
import { persist } from './persistence';
import { becomeFollower } from './roles';
import type { Server } from './server';

/**
 * The receiver of AppendEntries: decides, and changes the state accordingly. A heartbeat is an
 * AppendEntries without entries, and goes through the same checks.
 */
export function answerAppendEntries(server: Server, args: AppendEntriesArgs): AppendEntriesReply {
  const { state } = server;
  // #region 2A AE.1
  if (args.term < state.currentTerm) {
    return { term: state.currentTerm, success: false };
  }
  becomeFollower(server, args.term);
  server.electionTimer.reset();
  // #endregion
  const success = hasEntry(state.log, args.prevLogIndex, args.prevLogTerm);
  if (success) {
    deleteConflicts(state.log, args);
    appendMissing(state.log, args);
    followLeaderCommit(state, args);
  }
  persist(server); // #2C P.2 entries accepted
  const hint = success ? {} : conflictHint(state.log, args.prevLogIndex);
  return { term: state.currentTerm, success, ...hint };
}

/** AE.2: whether the log holds an entry of that term at that index. All logs hold the sentinel. */
function hasEntry(log: Log, index: number, term: number): boolean {
  // #region 2B AE.2
  return log.termAt(index) === term;
  // #endregion
}

/**
 * AE.3: if an entry of ours has the index of a new one but a different term, deletes it and all entries
 * after it. If nothing conflicts, deletes nothing: this request may be older than others that have
 * already arrived, and their entries may be committed by now.
 */
function deleteConflicts(log: Log, args: AppendEntriesArgs): void {
  // #region 2B AE.3
  for (const [offset, entry] of args.entries.entries()) {
    const index = args.prevLogIndex + 1 + offset;
    if (index > log.lastIndex) return;
    if (log.termAt(index) !== entry.term) {
      log.deleteFrom(index);
      return;
    }
  }
  // #endregion
}

/** AE.4: appends the new entries that the log does not hold yet. */
function appendMissing(log: Log, args: AppendEntriesArgs): void {
  // #region 2B AE.4
  const isMissing = (offset: number) => args.prevLogIndex + 1 + offset > log.lastIndex;
  log.append(args.entries.filter((_, offset) => isMissing(offset)));
  // #endregion
}
