/**
 * Your Raft. The contract says what a server gets and what it must provide. Figure 2 of the paper says
 * the rest. `getState` is finished, as an example. You decide how to divide the rest among files.
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
    // TODO 2A F.2: Boot as a follower that waits for a leader. Start an election if this server hears
    //   from none in time. From 2C on, begin with the state that the Persister has saved.
    todo('2A', 'F.2', 'Boot as a follower that waits for a leader');
  }

  /** The example: it returns at once, from the state, and changes nothing. */
  getState(): { term: number; isLeader: boolean } {
    return { term: this.currentTerm, isLeader: this.role === 'leader' };
  }

  start(command: Command): { index: number; term: number; isLeader: boolean } {
    // TODO 2B L.2: Take the command if this server leads. Return at once; the entry can still be lost.
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
