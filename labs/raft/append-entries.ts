/**
 * The receiver of AppendEntries (section 5.3): how a follower keeps its log the same as the
 * leader's. The sender is in replication.ts.
 */
import { todo, todoLater } from '../../grader/contract';
import type { AppendEntriesArgs, AppendEntriesReply } from '../../grader/contract';
import { followLeaderCommit } from './commit';
import { conflictHint } from './fast-backup';
import type { Log } from './log';
import { becomeFollower } from './roles';
import type { Server } from './server';

/**
 * The receiver of AppendEntries: decides, and changes the state accordingly. A heartbeat is an
 * AppendEntries without entries, and goes through the same checks.
 */
export function answerAppendEntries(server: Server, args: AppendEntriesArgs): AppendEntriesReply {
  const { state } = server;
  // TODO 2A AE.1: Tell the rightful leader from an old one. Refuse a request of an older term.
  //   Follow the sender of any other, also as a candidate of the same term (C.3), and put off this
  //   server's own election (F.2).
  //   Use: args.term, state.currentTerm, becomeFollower, server.electionTimer.
  //   Turns green: 2A/stale-request, 2A/candidate-yields.
  todo('2A', 'AE.1', 'Tell the rightful leader from an old one');
  const success = hasEntry(state.log, args.prevLogIndex, args.prevLogTerm);
  if (success) {
    deleteConflicts(state.log, args);
    appendMissing(state.log, args);
    followLeaderCommit(state, args);
  }
  const hint = success ? {} : conflictHint(state.log, args.prevLogIndex);
  return { term: state.currentTerm, success, ...hint };
}

/** AE.2: whether the log holds an entry of that term at that index. All logs hold the sentinel. */
function hasEntry(log: Log, index: number, term: number): boolean {
  // TODO 2B AE.2: Say whether our entry at that index has that term. Our log may not reach that
  //   far.
  //   Use: log.termAt.
  //   Turns green: 2B/log-check, 2B/heartbeat-check.
  todoLater('2B', 'AE.2', 'Say whether our entry at that index has that term');
  return true;
}

/**
 * AE.3: where an entry of ours has the index of a new one but another term, deletes it and all that
 * follow it. Where nothing conflicts, nothing is deleted: this request may be older than others that
 * have arrived already, and what they brought may be committed by now.
 */
function deleteConflicts(log: Log, args: AppendEntriesArgs): void {
  // TODO 2B AE.3: Delete from the first entry on that conflicts with a new one. The first new entry
  //   stands at args.prevLogIndex + 1. Our log may end before the new entries do.
  //   Use: args.entries, args.prevLogIndex, log.termAt, log.lastIndex, log.deleteFrom.
  //   Turns green: 2B/true-conflict.
  todoLater('2B', 'AE.3', 'Delete from the first entry on that conflicts with a new one');
}

/** AE.4: appends those new entries that the log does not hold yet. */
function appendMissing(log: Log, args: AppendEntriesArgs): void {
  // TODO 2B AE.4: Append the new entries that are missing. After AE.3 our log holds a first part of
  //   them: all, some or none.
  //   Use: args.entries, args.prevLogIndex, log.lastIndex, log.append.
  //   Turns green: 2B/basic-agree, 2B/overlap.
  todoLater('2B', 'AE.4', 'Append the new entries that are missing');
}
