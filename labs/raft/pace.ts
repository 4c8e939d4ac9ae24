/**
 * Pacing (rule B.1): when a leader sends new entries, so that a few messages carry many of them. Figure 2
 * does not ask for this. Without it, Raft is just as correct but sends more.
 */
import type { Peer } from '../../grader/contract';

const BATCH_MS = 1;
/** Calls to a server that is cut off stay open for seconds, and each carries all entries that it lacks. */
const UNANSWERED_MAX = 12;

export class Pace {
  /** The same peers, but AppendEntries that wait for a reply are counted. */
  readonly peers: readonly (Peer | undefined)[];
  /** For each server: how many AppendEntries it has not answered yet. */
  private readonly unanswered: number[];
  private isArmed = false;

  /** @param send sends new entries to these servers */
  constructor(
    peers: readonly (Peer | undefined)[],
    private readonly send: (others: readonly number[]) => void,
  ) {
    this.unanswered = peers.map(() => 0);
    this.peers = peers.map((peer, number) => peer && this.counted(peer, number));
  }

  /** Sends a moment after the first of a burst of calls, so that one round serves them all. */
  sendSoon(): void {
    if (this.isArmed) return;
    this.isArmed = true;
    setTimeout(() => {
      this.isArmed = false;
      this.send(this.responsive());
    }, BATCH_MS);
  }

  /** The servers that get new entries at once. The others get them with the next heartbeat. */
  private responsive(): number[] {
    return [...this.peers.keys()].filter(
      (number) => this.peers[number] && (this.unanswered[number] ?? 0) < UNANSWERED_MAX,
    );
  }

  private counted(peer: Peer, number: number): Peer {
    const add = (count: number) => {
      this.unanswered[number] = (this.unanswered[number] ?? 0) + count;
    };
    return {
      requestVote: (args) => peer.requestVote(args),
      appendEntries: async (args) => {
        add(1);
        const reply = await peer.appendEntries(args);
        add(-1);
        return reply;
      },
    };
  }
}
