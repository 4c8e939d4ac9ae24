/**
 * One Raft server: its state and everything else that the rules need. Every rule is a function whose
 * first argument is a Server or a part of it.
 */
import { todo } from '../../grader/contract';
import type { ApplyMsg, Peer, PersisterShape } from '../../grader/contract';
import type { Economy } from './economy';
import type { RaftState } from './state';
import type { ElectionTimer, HeartbeatTimer } from './timers';

export interface Server {
  /** This server's own number. */
  readonly me: number;
  /** The other servers by number; `peers[me]` is undefined. */
  readonly peers: readonly (Peer | undefined)[];
  readonly persister: PersisterShape;
  readonly apply: (msg: ApplyMsg) => void;
  readonly state: RaftState;
  /** Runs on followers and candidates. When it fires, an election starts. */
  readonly electionTimer: ElectionTimer;
  /** Runs on leaders. When it fires, every other server gets an AppendEntries. */
  readonly heartbeatTimer: HeartbeatTimer;
  /** Knows whether the disk already holds the current state. */
  readonly economy: Economy;
}

/** The numbers of all other servers. */
export function otherServers(server: Server): number[] {
  return [...server.peers.keys()].filter((number) => number !== server.me);
}

/** C.2, L.5: whether `count` servers, this one included, are a majority of the cluster. */
export function isMajority(server: Server, count: number): boolean {
  // TODO 2A C.2: Return whether count is more than half of all servers, this one included.
  //   Use: server.peers.length.
  //   Turns green: 2A/majority.
  todo('2A', 'C.2', 'Return whether count is more than half of all servers, this one included');
}
