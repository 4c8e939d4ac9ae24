/**
 * Log replication on the leader (section 5.3): taking commands, sending AppendEntries, and
 * handling the replies. The receiver is in append-entries.ts.
 */
import type { AppendEntriesArgs, AppendEntriesReply, Command } from '../../grader/contract';
import { advanceCommitIndex, applyCommitted } from './commit';
import { nextIndexAfterRefusal } from './fast-backup';
import { persist } from './persistence';
import { becomeFollower } from './roles';
import type { Server } from './server';

/** What start() returns; see RaftShape in the contract. */
interface StartAnswer {
  readonly index: number;
  readonly term: number;
  readonly isLeader: boolean;
}

/**
 * L.2: appends a command to the log. Only a leader does so, and it answers at once: sending and
 * committing come later, and pace.ts decides when to send.
 */
export function takeCommand(server: Server, command: Command): StartAnswer {
  const { state } = server;
  // #region 2B L.2
  if (state.role !== 'leader') {
    return { index: -1, term: state.currentTerm, isLeader: false };
  }
  state.log.append([{ term: state.currentTerm, command }]);
  persist(server); // #2C P.2 command added by the leader
  return { index: state.log.lastIndex, term: state.currentTerm, isLeader: true };
  // #endregion
}

/** L.1, L.3: sends AppendEntries to all of these servers at once, if this one leads. */
export function sendTo(server: Server, others: readonly number[]): void {
  // #region 2A L.1 round
  if (server.state.role !== 'leader') return;
  for (const other of others) {
    void sendAppendEntries(server, other);
  }
  // #endregion
}

/** Sends to one server. The state may have changed when the await returns. */
async function sendAppendEntries(server: Server, other: number): Promise<void> {
  const args = appendEntriesArgs(server, other);
  const reply = await server.peers[other]?.appendEntries(args);
  if (reply === undefined) return;
  onAppendEntriesReply(server, other, args, reply);
}

/** L.3: all entries that the other server is not known to hold, and the entry before them. */
function appendEntriesArgs(server: Server, other: number): AppendEntriesArgs {
  const { me, state } = server;
  // #region 2B L.3 request
  const nextIndex = state.nextIndex[other] ?? 1;
  return {
    term: state.currentTerm,
    leaderId: me,
    prevLogIndex: nextIndex - 1,
    prevLogTerm: state.log.at(nextIndex - 1).term,
    entries: state.log.entriesFrom(nextIndex),
    leaderCommit: state.commitIndex,
  };
  // #endregion
}

/** ALL.2, L.3, L.4: `args` is the request that the reply answers. */
function onAppendEntriesReply(
  server: Server,
  from: number,
  args: AppendEntriesArgs,
  reply: AppendEntriesReply,
): void {
  const { state } = server;
  // #region 2A ALL.2 reply
  if (reply.term > state.currentTerm) {
    becomeFollower(server, reply.term);
    persist(server); // #2C P.2 newer term in an AppendEntries reply
    return;
  }
  if (state.role !== 'leader' || state.currentTerm !== args.term) return;
  // #endregion
  if (reply.success) onSuccess(server, from, args);
  else onRefusal(server, from, args, reply);
}

/** L.3: the follower's log now matches ours up to the last entry of the request. */
function onSuccess(server: Server, from: number, args: AppendEntriesArgs): void {
  const { state } = server;
  // #region 2B L.3 success
  const matched = args.prevLogIndex + args.entries.length;
  state.matchIndex[from] = Math.max(state.matchIndex[from] ?? 0, matched);
  state.nextIndex[from] = Math.max(state.nextIndex[from] ?? 1, matched + 1);
  advanceCommitIndex(server);
  applyCommitted(server);
  // #endregion
}

/** L.4: the follower's log does not match at prevLogIndex. Step back and retry at once. */
function onRefusal(
  server: Server,
  from: number,
  args: AppendEntriesArgs,
  reply: AppendEntriesReply,
): void {
  const { state } = server;
  // #region 2B L.4
  const nextIndex = state.nextIndex[from] ?? 1;
  if (args.prevLogIndex !== nextIndex - 1) return;
  const wanted = nextIndexAfterRefusal(state.log, args.prevLogIndex, reply);
  const lowest = (state.matchIndex[from] ?? 0) + 1;
  state.nextIndex[from] = Math.max(wanted, lowest);
  if (state.nextIndex[from] < nextIndex) void sendAppendEntries(server, from);
  // #endregion
}
