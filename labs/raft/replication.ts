/**
 * Log replication on the leader (section 5.3): taking commands, sending AppendEntries, and
 * handling the replies. The receiver is in append-entries.ts.
 */
import { todo, todoLater } from '../../grader/contract';
import type { AppendEntriesArgs, AppendEntriesReply, Command } from '../../grader/contract';
import { advanceCommitIndex, applyCommitted } from './commit';
import { nextIndexAfterRefusal } from './fast-backup';
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
  // TODO 2B L.2: Accept the command if this server leads. Append an entry of the current term and
  //   return its index. If this server does not lead, change nothing and say so in the result.
  //   Use: state.role, state.currentTerm, state.log.append, state.log.lastIndex.
  //   Turns green: 2B/basic-agree, 2B/start-refused.
  todo('2B', 'L.2', 'Accept the command if this server leads');
}

/** L.1, L.3: sends AppendEntries to all of these servers at once, if this one leads. */
export function sendTo(server: Server, others: readonly number[]): void {
  // TODO 2A L.1: Send AppendEntries to each of these servers, if this server still leads. Do not
  //   await one reply before you send to the next server.
  //   Use: server.state.role, others, sendAppendEntries.
  //   Turns green: 2A/initial-election, 2A/first-heartbeat.
  todo('2A', 'L.1', 'Send AppendEntries to each of these servers, if this server still leads');
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
  // TODO 2B L.3: Send the entries that the other server lacks: those from nextIndex on.
  //   prevLogIndex and prevLogTerm belong to the entry just before them, even if there are no
  //   entries to send.
  //   Use: state.nextIndex, state.log.at, state.log.entriesFrom, state.commitIndex.
  //   Turns green: 2B/basic-agree, 2B/prev-entry.
  todoLater('2B', 'L.3', 'Send the entries that the other server lacks: those from nextIndex on');
  const noEntries = { prevLogIndex: 0, prevLogTerm: 0, entries: [], leaderCommit: 0 };
  return { term: state.currentTerm, leaderId: me, ...noEntries };
}

/** ALL.2, L.3, L.4: `args` is the request that the reply answers. */
function onAppendEntriesReply(
  server: Server,
  from: number,
  args: AppendEntriesArgs,
  reply: AppendEntriesReply,
): void {
  const { state } = server;
  // TODO 2A ALL.2: Ignore replies that no longer count. If the reply has a newer term, adopt that
  //   term and do nothing else. If it came too late, ignore it: does this server still lead, in the
  //   term in which it sent the request?
  //   Use: reply.term, args.term, state.currentTerm, state.role, becomeFollower.
  //   Turns green: 2A/newer-term.
  todo('2A', 'ALL.2', 'Ignore replies that no longer count');
  if (reply.success) onSuccess(server, from, args);
  else onRefusal(server, from, args, reply);
}

/** L.3: the follower's log now matches ours up to the last entry of the request. */
function onSuccess(server: Server, from: number, args: AppendEntriesArgs): void {
  const { state } = server;
  // TODO 2B L.3: Record a success. Raise matchIndex to the last entry that the request covered, and
  //   nextIndex with it. Replies can overtake each other, so neither may go down. Then check
  //   whether more is committed now, and apply it.
  //   Use: args.prevLogIndex, args.entries, state.matchIndex, state.nextIndex, advanceCommitIndex,
  //     applyCommitted.
  //   Turns green: 2B/basic-agree, 2B/match-index.
  todoLater('2B', 'L.3', 'Record a success');
}

/** L.4: the follower's log does not match at prevLogIndex. Step back and retry at once. */
function onRefusal(
  server: Server,
  from: number,
  args: AppendEntriesArgs,
  reply: AppendEntriesReply,
): void {
  const { state } = server;
  // TODO 2B L.4: Move nextIndex back and send again, if the refused request started at the current
  //   nextIndex and the entry before it is not yet known to match. Replies to older requests change
  //   nothing.
  //   Use: state.nextIndex, state.matchIndex, args.prevLogIndex, nextIndexAfterRefusal,
  //     sendAppendEntries.
  //   Turns green: 2B/figure-7, 2B/late-refusal.
  todoLater(
    '2B',
    'L.4',
    'Move nextIndex back and send again, if the refused request started at the current nextIndex and the entry before it is not yet known to match',
  );
}
