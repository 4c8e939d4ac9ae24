/**
 * One Raft server: its state and all that the rules need around it. Every rule is a function whose
 * first argument is a Server or a part of it.
 */
import { todo } from '../../grader/contract';
import type { ApplyMsg, Peer, PersisterShape } from '../../grader/contract';
import type { RaftState } from './state';
import type { BatchTimer, ElectionTimer, HeartbeatTimer } from './timers';

export interface Server {
  /** This server's own number. */
  readonly me: number;
  /** The other servers by number; `peers[me]` is undefined. */
  readonly peers: readonly (Peer | undefined)[];
  readonly persister: PersisterShape;
  readonly apply: (msg: ApplyMsg) => void;
  readonly state: RaftState;
  /** Runs on followers and candidates. When it rings, an election starts. */
  readonly electionTimer: ElectionTimer;
  /** Runs on leaders. When it rings, every other server gets an AppendEntries. */
  readonly heartbeatTimer: HeartbeatTimer;
  /** Armed when there are new commands. When it rings, they are sent. */
  readonly batchTimer: BatchTimer;
  /** By server: how many AppendEntries it has not answered yet. */
  readonly unanswered: number[];
  /** Tells which state the disk holds (rule P.4). */
  saved: SavedMark | undefined;
}

/** Two states with the same mark are the same, as far as the disk is concerned. */
export interface SavedMark {
  readonly currentTerm: number;
  readonly votedFor: number | null;
  readonly logRevision: number;
}

/** The numbers of all other servers. */
export function otherServers(server: Server): number[] {
  return [...server.peers.keys()].filter((number) => number !== server.me);
}

/** Calls to a server that is cut off stay open for seconds, and each would carry all that it lacks. */
const UNANSWERED_MAX = 12;

/** Those to whom news is worth sending at once. The others hear it with the heartbeats. */
export function responsiveServers(server: Server): number[] {
  return otherServers(server).filter((other) => (server.unanswered[other] ?? 0) < UNANSWERED_MAX);
}

/** C.2, L.5: whether `count` servers, this one included, are a majority of the cluster. */
export function isMajority(server: Server, count: number): boolean {
  // TODO 2A C.2: Say whether count is more than half of all servers, this one included.
  //   Use: server.peers.length.
  //   Turns green: 2A/majority.
  todo('2A', 'C.2', 'Say whether count is more than half of all servers, this one included');
}
