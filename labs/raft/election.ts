/**
 * Leader election (section 5.2) and the election restriction (5.4.1): the receiver of RequestVote,
 * and the candidate that sends it.
 */
import { todo, todoLater } from '../../grader/contract';
import type { RequestVoteArgs, RequestVoteReply } from '../../grader/contract';
import type { Log } from './log';
import { sendTo } from './replication';
import { becomeCandidate, becomeFollower, becomeLeader } from './roles';
import { isMajority, otherServers, type Server } from './server';
import type { RaftState } from './state';

/**
 * The receiver of RequestVote: decides, and changes the state accordingly. Granting a vote postpones
 * this server's own election; refusing one does not (F.2).
 */
export function answerRequestVote(server: Server, args: RequestVoteArgs): RequestVoteReply {
  const { state } = server;
  // TODO 2A RV.1: Reply to a candidate. Refuse a request of an older term; adopt a newer term
  //   before you decide. Grant the vote if this server may vote for the candidate and the
  //   candidate's log is up to date. Record the vote, and reset this server's election timer. Every
  //   reply carries the current term.
  //   Use: state.currentTerm, becomeFollower, mayVoteFor, isUpToDate, server.electionTimer.
  //   Turns green: 2A/initial-election, 2A/stale-request.
  todo('2A', 'RV.1', 'Reply to a candidate');
}

/** RV.2: whether this server has not voted in currentTerm yet, or has voted for this candidate. */
function mayVoteFor(state: RaftState, candidateId: number): boolean {
  // TODO 2A RV.2: Return whether this server can give its vote of this term to this candidate. A
  //   request can arrive twice.
  //   Use: state.votedFor.
  //   Turns green: 2A/one-vote.
  todo('2A', 'RV.2', 'Return whether this server can give its vote of this term to this candidate');
}

/**
 * RV.3: whether the candidate's log is at least as up to date as ours (section 5.4.1). The log with the
 * later last term is more up to date; if the last terms are equal, the longer log is.
 */
function isUpToDate(log: Log, candidate: RequestVoteArgs): boolean {
  // TODO 2B RV.3: Compare the last entries of both logs: first by term, and by index only if the
  //   terms are equal.
  //   Use: log.lastTerm, log.lastIndex, candidate.lastLogTerm, candidate.lastLogIndex.
  //   Turns green: 2B/election-restriction.
  todoLater(
    '2B',
    'RV.3',
    'Compare the last entries of both logs: first by term, and by index only if the terms are equal',
  );
  return true;
}

/** F.2, C.4: the election timer fired. */
export function startElection(server: Server): void {
  becomeCandidate(server);
  askForVotes(server);
}

/** C.1: asks every other server for its vote, all of them at once. */
function askForVotes(server: Server): void {
  const { me, state } = server;
  // TODO 2A C.1: Ask every other server for its vote. All requests are equal, and all are sent now:
  //   do not await one reply before you send the next request.
  //   Use: otherServers, askForVote, state.currentTerm, me, state.log.lastIndex,
  //     state.log.lastTerm.
  //   Turns green: 2A/initial-election, 2A/elections-go-on.
  todo('2A', 'C.1', 'Ask every other server for its vote');
}

/** Asks one server. The state may have changed when the await returns. */
async function askForVote(server: Server, other: number, args: RequestVoteArgs): Promise<void> {
  const reply = await server.peers[other]?.requestVote(args);
  if (reply === undefined) return;
  onVoteReply(server, other, args, reply);
}

/** C.2, ALL.2: a vote, a refusal, or a newer term; `args` is the request that the reply answers. */
function onVoteReply(
  server: Server,
  from: number,
  args: RequestVoteArgs,
  reply: RequestVoteReply,
): void {
  const { state } = server;
  // TODO 2A C.2: Process the reply to a vote request. Adopt a newer term. Ignore a reply that came
  //   too late: is this server still a candidate, in the term in which it asked? Count each
  //   server's vote once. With a majority, become the leader and send heartbeats at once.
  //   Use: becomeFollower, state.role, state.currentTerm, state.votes, isMajority, becomeLeader,
  //     sendTo, otherServers.
  //   Turns green: 2A/majority, 2A/old-votes.
  todo('2A', 'C.2', 'Process the reply to a vote request');
}
