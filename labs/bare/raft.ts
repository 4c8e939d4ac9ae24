/**
 * Your Raft. The contract says what a server is given and what is asked of it, and Figure 2 of the paper says
 * the rest. `getState` is finished, as an example; how you divide the rest among files is up to you.
 */
import { todo } from '../../grader/contract';
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

export class Raft implements RaftShape {
  /** Latest term that this server has seen (Figure 2, persistent state). */
  private currentTerm = 0;
  /** The three roles of Figure 4. */
  private role: 'follower' | 'candidate' | 'leader' = 'follower';

  constructor(
    private readonly peers: readonly (Peer | undefined)[],
    private readonly me: number,
    private readonly persister: PersisterShape,
    private readonly apply: (msg: ApplyMsg) => void,
  ) {
    // TODO 2A F.2: Boot as a follower that waits for a leader. Stand for election if none is heard of
    //   in time. From 2C on, begin with what the Persister has kept.
    todo('2A', 'F.2', 'Boot as a follower that waits for a leader');
  }

  /** The example: it answers from the state, at once, and changes nothing. */
  getState(): { term: number; isLeader: boolean } {
    return { term: this.currentTerm, isLeader: this.role === 'leader' };
  }

  start(command: Command): { index: number; term: number; isLeader: boolean } {
    // TODO 2B L.2: Take the command if this server leads. Answer at once; the answer is no promise.
    todo('2B', 'L.2', 'Take the command if this server leads');
  }

  requestVote(args: RequestVoteArgs): RequestVoteReply {
    // TODO 2A RV.1: Answer a candidate. Figure 2 lists the receiver's steps.
    todo('2A', 'RV.1', 'Answer a candidate');
  }

  appendEntries(args: AppendEntriesArgs): AppendEntriesReply {
    // TODO 2A AE.1: Answer a leader. In 2A a request is a heartbeat, in 2B it carries entries, and in
    //   2C a refusal carries a hint.
    todo('2A', 'AE.1', 'Answer a leader');
  }
}
