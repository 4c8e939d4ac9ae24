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
  // TODO 2A AE.1: Check the term of the request. Refuse a request of an older term. For any other
  //   term, the sender is the leader: become its follower, even as a candidate of the same term
  //   (C.3), and reset this server's election timer (F.2).
  //   Use: args.term, state.currentTerm, becomeFollower, server.electionTimer.
  //   Turns green: 2A/stale-request, 2A/candidate-yields.
  todo('2A', 'AE.1', 'Check the term of the request');
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
  // TODO 2B AE.2: Return whether our log has an entry of that term at that index. Our log may not
  //   reach that far.
  //   Use: log.termAt.
  //   Turns green: 2B/log-check, 2B/heartbeat-check.
  todoLater('2B', 'AE.2', 'Return whether our log has an entry of that term at that index');
  return true;
}

/**
 * AE.3: if an entry of ours has the index of a new one but a different term, deletes it and all entries
 * after it. If nothing conflicts, deletes nothing: this request may be older than others that have
 * already arrived, and their entries may be committed by now.
 */
function deleteConflicts(log: Log, args: AppendEntriesArgs): void {
  // TODO 2B AE.3: Delete the first entry that conflicts with a new one, and all entries after it.
  //   The first new entry belongs at args.prevLogIndex + 1. Our log may end before the new entries
  //   do.
  //   Use: args.entries, args.prevLogIndex, log.termAt, log.lastIndex, log.deleteFrom.
  //   Turns green: 2B/true-conflict.
  todoLater(
    '2B',
    'AE.3',
    'Delete the first entry that conflicts with a new one, and all entries after it',
  );
}

/** AE.4: appends the new entries that the log does not hold yet. */
function appendMissing(log: Log, args: AppendEntriesArgs): void {
  // TODO 2B AE.4: Append the new entries that our log lacks. After AE.3 our log holds all of them,
  //   some of the first ones, or none.
  //   Use: args.entries, args.prevLogIndex, log.lastIndex, log.append.
  //   Turns green: 2B/basic-agree, 2B/overlap.
  todoLater('2B', 'AE.4', 'Append the new entries that our log lacks');
}
