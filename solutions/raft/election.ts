/**
 * Leader election (section 5.2) and the election restriction (5.4.1): the receiver of RequestVote,
 * and the candidate that sends it.
 */
import type { RequestVoteArgs, RequestVoteReply } from '../../grader/contract';
import type { Log } from './log';
import { persist } from './persistence';
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
  // #region 2A RV.1
  if (args.term < state.currentTerm) {
    return { term: state.currentTerm, voteGranted: false };
  }
  if (args.term > state.currentTerm) {
    becomeFollower(server, args.term);
  }
  const voteGranted = mayVoteFor(state, args.candidateId) && isUpToDate(state.log, args);
  if (voteGranted) {
    state.votedFor = args.candidateId;
    server.electionTimer.reset();
  }
  persist(server); // #2C P.2 vote granted
  return { term: state.currentTerm, voteGranted };
  // #endregion
}

/** RV.2: whether this server has not voted in currentTerm yet, or has voted for this candidate. */
function mayVoteFor(state: RaftState, candidateId: number): boolean {
  // #region 2A RV.2
  return state.votedFor === null || state.votedFor === candidateId;
  // #endregion
}

/**
 * RV.3: whether the candidate's log is at least as up to date as ours (section 5.4.1). The log with the
 * later last term is more up to date; if the last terms are equal, the longer log is.
 */
function isUpToDate(log: Log, candidate: RequestVoteArgs): boolean {
  // #region 2B RV.3
  if (candidate.lastLogTerm !== log.lastTerm) {
    return candidate.lastLogTerm > log.lastTerm;
  }
  return candidate.lastLogIndex >= log.lastIndex;
  // #endregion
}

/** F.2, C.4: the election timer fired. */
export function startElection(server: Server): void {
  becomeCandidate(server);
  persist(server); // #2C P.2 candidacy
  askForVotes(server);
}

/** C.1: asks every other server for its vote, all of them at once. */
function askForVotes(server: Server): void {
  const { me, state } = server;
  // #region 2A C.1 requests
  const args: RequestVoteArgs = {
    term: state.currentTerm,
    candidateId: me,
    lastLogIndex: state.log.lastIndex,
    lastLogTerm: state.log.lastTerm,
  };
  for (const other of otherServers(server)) {
    void askForVote(server, other, args);
  }
  // #endregion
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
  // #region 2A C.2 reply
  if (reply.term > state.currentTerm) {
    becomeFollower(server, reply.term);
    persist(server); // #2C P.2 newer term in a vote reply
    return;
  }
  if (state.role !== 'candidate' || state.currentTerm !== args.term) return;
  if (!reply.voteGranted) return;
  state.votes.add(from);
  if (isMajority(server, state.votes.size)) {
    becomeLeader(server);
    sendTo(server, otherServers(server));
  }
  // #endregion
}
