/**
 * The Raft class: the entry point for the service and the other servers. It builds a server, and passes
 * each call to the rule that answers it.
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
import { Economy } from './economy';
import { Pace } from './pace';
import { readPersist } from './persistence';
import { sendTo, takeCommand } from './replication';
import { otherServers, type Server } from './server';
import { RaftState } from './state';
import { ElectionTimer, HeartbeatTimer } from './timers';

export class Raft implements RaftShape {
  private readonly server: Server;
  private readonly pace: Pace;

  /** F.2: every server boots as a follower that waits for a leader. */
  constructor(
    peers: readonly (Peer | undefined)[],
    me: number,
    persister: PersisterShape,
    apply: (msg: ApplyMsg) => void,
  ) {
    this.pace = new Pace(peers, (others) => sendTo(server, others));
    const server: Server = {
      me,
      peers: this.pace.peers,
      persister,
      apply,
      state: new RaftState(),
      electionTimer: new ElectionTimer(() => startElection(server)),
      heartbeatTimer: new HeartbeatTimer(() => sendTo(server, otherServers(server))),
      economy: new Economy(),
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
    if (answer.isLeader) this.pace.sendSoon();
    return answer;
  }

  requestVote(args: RequestVoteArgs): RequestVoteReply {
    return answerRequestVote(this.server, args);
  }

  appendEntries(args: AppendEntriesArgs): AppendEntriesReply {
    const reply = answerAppendEntries(this.server, args);
    // Last, when everything in this request is on the disk: the service may report a command to a client
    // at once, and that is a promise, too (P.2).
    applyCommitted(this.server);
    return reply;
  }
}
