/**
 * The Raft class: how the world reaches the rules. It builds a server, hands calls on to the rule
 * that answers them, and sees to it that what an answer promises is saved before it leaves.
 */
import type {
  AppendEntriesArgs,
  AppendEntriesReply,
  ApplyMsg,
  Command,
  Peer,
  PersisterShape,
  RaftShape,
  RequestVoteArgs,
  RequestVoteReply,
} from '../../grader/contract';
import { answerAppendEntries } from './append-entries';
import { applyCommitted } from './commit';
import { answerRequestVote, startElection } from './election';
import { persist, readPersist } from './persistence';
import { sendTo, takeCommand } from './replication';
import { otherServers, responsiveServers, type Server } from './server';
import { RaftState } from './state';
import { BatchTimer, ElectionTimer, HeartbeatTimer } from './timers';

export class Raft implements RaftShape {
  private readonly server: Server;

  /** F.2: every server boots as a follower that waits for a leader. */
  constructor(
    peers: readonly (Peer | undefined)[],
    me: number,
    persister: PersisterShape,
    apply: (msg: ApplyMsg) => void,
  ) {
    const server: Server = {
      me,
      peers,
      persister,
      apply,
      state: new RaftState(),
      electionTimer: new ElectionTimer(() => startElection(server)),
      heartbeatTimer: new HeartbeatTimer(() => sendTo(server, otherServers(server))),
      batchTimer: new BatchTimer(() => sendTo(server, responsiveServers(server))),
      unanswered: peers.map(() => 0),
      saved: undefined,
    };
    this.server = server;
    readPersist(server);
    server.electionTimer.reset();
  }

  getState(): { term: number; isLeader: boolean } {
    const { currentTerm, role } = this.server.state;
    return { term: currentTerm, isLeader: role === 'leader' };
  }

  start(command: Command): { index: number; term: number; isLeader: boolean } {
    const answer = takeCommand(this.server, command);
    // #region 2C P.2
    // what: Save the new entry. The leader counts itself among those who hold it for good.
    // use: persist, this.server
    // green: 2C/persist-state, 2C/crash-points
    persist(this.server);
    // #until
    // #endregion
    return answer;
  }

  requestVote(args: RequestVoteArgs): RequestVoteReply {
    const reply = answerRequestVote(this.server, args);
    // #region 2C P.2
    // what: Save the vote or the newer term before the reply tells of it.
    // use: persist, this.server
    // green: 2C/persist-state, 2C/crash-points
    persist(this.server);
    // #until
    // #endregion
    return reply;
  }

  appendEntries(args: AppendEntriesArgs): AppendEntriesReply {
    const reply = answerAppendEntries(this.server, args);
    // #region 2C P.2
    // what: Save the entries and the newer term before the reply acknowledges them.
    // use: persist, this.server
    // green: 2C/persist-state, 2C/crash-points
    persist(this.server);
    // #until
    // #endregion
    applyCommitted(this.server);
    return reply;
  }
}
