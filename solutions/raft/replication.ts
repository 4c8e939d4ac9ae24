/**
 * Log replication as the leader does it (section 5.3): taking commands, sending AppendEntries, and
 * what to make of the replies. The receiver is in append-entries.ts.
 */
import type { AppendEntriesArgs, AppendEntriesReply, Command } from '../../grader/contract';
import { advanceCommitIndex, applyCommitted } from './commit';
import { nextIndexAfterRefusal } from './fast-backup';
import { persistNewerTerm } from './persistence';
import { becomeFollower } from './roles';
import type { Server } from './server';

/** What start() answers; see RaftShape in the contract. */
interface StartAnswer {
  readonly index: number;
  readonly term: number;
  readonly isLeader: boolean;
}

/**
 * L.2: takes a command into the log. Only a leader does, and it answers at once: sending and
 * committing come later. The batch timer makes one round of messages of a burst of commands.
 */
export function takeCommand(server: Server, command: Command): StartAnswer {
  const { state } = server;
  // #region 2B L.2
  // what: Take the command if this server leads. Append an entry of the present term, arm the batch
  //   timer and tell where the entry stands. If another leads, change nothing and say so.
  // use: state.role, state.currentTerm, state.log.append, state.log.lastIndex, server.batchTimer
  // green: 2B/basic-agree, 2B/start-refused
  if (state.role !== 'leader') {
    return { index: -1, term: state.currentTerm, isLeader: false };
  }
  state.log.append([{ term: state.currentTerm, command }]);
  server.batchTimer.arm();
  return { index: state.log.lastIndex, term: state.currentTerm, isLeader: true };
  // #endregion
}

/** L.1, L.3: sends AppendEntries to all of these servers at once, if this one leads. */
export function sendTo(server: Server, others: readonly number[]): void {
  // #region 2A L.1
  // what: Send to every other server, if this one still leads. Do not await one before you send to
  //   the next.
  // use: server.state.role, others, sendAppendEntries
  // green: 2A/initial-election, 2A/first-heartbeat
  if (server.state.role !== 'leader') return;
  for (const other of others) {
    void sendAppendEntries(server, other);
  }
  // #endregion
}

/** Sends to one server. Whatever the state was before the await, it may be another one after it. */
async function sendAppendEntries(server: Server, other: number): Promise<void> {
  const args = appendEntriesArgs(server, other);
  server.unanswered[other] = (server.unanswered[other] ?? 0) + 1;
  const reply = await server.peers[other]?.appendEntries(args);
  server.unanswered[other] -= 1;
  if (reply === undefined) return;
  onAppendEntriesReply(server, other, args, reply);
  persistNewerTerm(server);
}

/** L.3: all that the other server is not known to hold, and the entry that stands before it. */
function appendEntriesArgs(server: Server, other: number): AppendEntriesArgs {
  const { me, state } = server;
  // #region 2B L.3
  // what: Send what the other server lacks: the entries from nextIndex on. prevLogIndex and
  //   prevLogTerm belong to the entry just before them, also when there are none to send.
  // use: state.nextIndex, state.log.at, state.log.entriesFrom, state.commitIndex
  // green: 2B/basic-agree, 2B/prev-entry
  const nextIndex = state.nextIndex[other] ?? 1;
  return {
    term: state.currentTerm,
    leaderId: me,
    prevLogIndex: nextIndex - 1,
    prevLogTerm: state.log.at(nextIndex - 1).term,
    entries: state.log.entriesFrom(nextIndex),
    leaderCommit: state.commitIndex,
  };
  // #until
  // const noEntries = { prevLogIndex: 0, prevLogTerm: 0, entries: [], leaderCommit: 0 };
  // return { term: state.currentTerm, leaderId: me, ...noEntries };
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
  // #region 2A ALL.2
  // what: Sort out the replies that are no answer any more. One of a newer term: follow that term,
  //   and that is all. One that came too late: does this server still lead, in the term in which it
  //   sent the request?
  // use: reply.term, args.term, state.currentTerm, state.role, becomeFollower
  // green: 2A/newer-term
  if (reply.term > state.currentTerm) {
    becomeFollower(server, reply.term);
    return;
  }
  if (state.role !== 'leader' || state.currentTerm !== args.term) return;
  // #endregion
  if (reply.success) onSuccess(server, from, args);
  else onRefusal(server, from, args, reply);
}

/** L.3: the follower's log is now the same as ours up to the last entry that the request carried. */
function onSuccess(server: Server, from: number, args: AppendEntriesArgs): void {
  const { state } = server;
  // #region 2B L.3
  // what: Keep account of a success. Raise matchIndex to the last entry that the request vouched
  //   for, and nextIndex with it. Replies can overtake each other, so neither may go down. Then see
  //   whether more is committed now, and apply it.
  // use: args.prevLogIndex, args.entries, state.matchIndex, state.nextIndex, advanceCommitIndex,
  //   applyCommitted
  // green: 2B/basic-agree, 2B/match-index
  const matched = args.prevLogIndex + args.entries.length;
  state.matchIndex[from] = Math.max(state.matchIndex[from] ?? 0, matched);
  state.nextIndex[from] = Math.max(state.nextIndex[from] ?? 1, matched + 1);
  advanceCommitIndex(server);
  applyCommitted(server);
  // #until
  // #endregion
}

/** L.4: the follower's log has no such entry at prevLogIndex. Go back and try again at once. */
function onRefusal(
  server: Server,
  from: number,
  args: AppendEntriesArgs,
  reply: AppendEntriesReply,
): void {
  const { state } = server;
  // #region 2B L.4
  // what: Move nextIndex back and send again, if the refusal answers the present nextIndex. A reply
  //   to an older request is no news, and what is known to match is never in question.
  // use: state.nextIndex, state.matchIndex, args.prevLogIndex, nextIndexAfterRefusal,
  //   sendAppendEntries
  // green: 2B/figure-7, 2B/late-refusal
  const nextIndex = state.nextIndex[from] ?? 1;
  if (args.prevLogIndex !== nextIndex - 1) return;
  const wanted = nextIndexAfterRefusal(state.log, args.prevLogIndex, reply);
  const lowest = (state.matchIndex[from] ?? 0) + 1;
  state.nextIndex[from] = Math.max(wanted, lowest);
  if (state.nextIndex[from] < nextIndex) void sendAppendEntries(server, from);
  // #until
  // #endregion
}
