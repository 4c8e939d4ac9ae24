/**
 * The Raft class: how the world reaches the rules. It builds a server, hands calls on to the rule
 * that answers them, and sees to it that what an answer promises is saved before it leaves.
 */
import { todoLater } from '../../grader/contract';
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
    // TODO 2C P.2: Save the new entry. The leader counts itself among those who hold it for good.
    //   Use: persist, this.server.
    //   Turns green: 2C/persist-state, 2C/crash-points.
    todoLater('2C', 'P.2', 'Save the new entry');
    return answer;
  }

  requestVote(args: RequestVoteArgs): RequestVoteReply {
    const reply = answerRequestVote(this.server, args);
    // TODO 2C P.2: Save the vote or the newer term before the reply tells of it.
    //   Use: persist, this.server.
    //   Turns green: 2C/persist-state, 2C/crash-points.
    todoLater('2C', 'P.2', 'Save the vote or the newer term before the reply tells of it');
    return reply;
  }

  appendEntries(args: AppendEntriesArgs): AppendEntriesReply {
    const reply = answerAppendEntries(this.server, args);
    // TODO 2C P.2: Save the entries and the newer term before the reply acknowledges them.
    //   Use: persist, this.server.
    //   Turns green: 2C/persist-state, 2C/crash-points.
    todoLater(
      '2C',
      'P.2',
      'Save the entries and the newer term before the reply acknowledges them',
    );
    applyCommitted(this.server);
    return reply;
  }
}
