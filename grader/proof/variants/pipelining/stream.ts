/**
 * What a leader sends to one follower: chunks of entries, several in flight at once. It assumes that each
 * arrives and starts the next where that one ends. When a chunk is refused or lost, it goes back; replies
 * to earlier chunks then only confirm entries.
 */
import type { AppendEntriesArgs, AppendEntriesReply, Peer } from '../../../contract';
import type { Journal } from './journal';

const CHUNK_ENTRIES = 32;
const WINDOW_CHUNKS = 6;

/** The leader from its streams' side. */
export interface Leadership {
  readonly me: number;
  readonly term: number;
  readonly journal: Journal;
  readonly commit: () => number;
  /** Adopts a newer term; returns false if this server no longer leads in its term. */
  readonly goesOn: (seen: number) => boolean;
  /** Called when more entries are known to be on the follower. */
  readonly matched: () => void;
}

export class Stream {
  match = 0;
  /** Where to send next, if everything in flight arrives. */
  #next: number;
  /** Where to continue if something does not arrive: the best position known from replies. */
  #base: number;
  /** Counts how often the stream went back. */
  #era = 0;
  /** Index of the last entry of each chunk in flight in this era. */
  readonly #underWay: number[] = [];

  constructor(
    private readonly peer: Peer,
    private readonly leader: Leadership,
  ) {
    this.#base = leader.journal.end.index + 1;
    this.#next = this.#base;
  }

  /** Sends as much as the window allows. */
  pump(): void {
    while (this.#next <= this.leader.journal.end.index && this.#underWay.length < WINDOW_CHUNKS) {
      const count = Math.min(CHUNK_ENTRIES, this.leader.journal.end.index - this.#next + 1);
      const from = this.#next;
      this.#next += count;
      this.#underWay.push(from + count - 1);
      void this.#send(from, count);
    }
  }

  /** Checks whether everything has arrived so far, and sends the commitIndex. */
  beat(): void {
    void this.#send(this.#next, 0);
  }

  async #send(from: number, count: number): Promise<void> {
    const { leader } = this;
    const { me, term, journal } = leader;
    const era = this.#era;
    const args: AppendEntriesArgs = {
      term,
      leaderId: me,
      prevLogIndex: from - 1,
      prevLogTerm: journal.termAt(from - 1) ?? 0,
      entries: journal.slice(from, count),
      leaderCommit: leader.commit(),
    };
    const reply = await this.peer.appendEntries(args);
    if (!leader.goesOn(reply?.term ?? 0)) return;
    const end = from - 1 + count;
    if (reply?.success) this.#confirmed(end);
    else if (era === this.#era) this.#failed(from - 1, end, reply);
    this.pump();
  }

  #confirmed(end: number): void {
    const open = this.#underWay.filter((last) => last > end);
    this.#underWay.splice(0, Infinity, ...open);
    if (end <= this.match) return;
    this.match = end;
    this.#base = Math.max(this.#base, end + 1);
    this.#next = Math.max(this.#next, end + 1);
    this.leader.matched();
  }

  #failed(prev: number, end: number, reply: AppendEntriesReply | undefined): void {
    // The reply is old: the entries are known to be there by now.
    if (reply ? prev <= this.match : end <= this.match) return;
    this.#era += 1;
    this.#underWay.length = 0;
    if (reply) {
      // A later chunk in flight may be refused first, which is no reason to go forward.
      const resume = Math.min(this.#base, prev, this.#resumeAt(prev, reply));
      this.#base = Math.max(this.match + 1, resume);
    }
    this.#next = this.#base;
    if (!reply) return;
    // Checks whether the logs match there before entries are sent.
    if (this.#next > this.leader.journal.end.index) this.beat();
  }

  #resumeAt(prev: number, { conflictTerm, conflictIndex }: AppendEntriesReply): number {
    const last = conflictTerm === undefined ? 0 : this.leader.journal.lastOf(conflictTerm);
    return last > 0 ? last + 1 : (conflictIndex ?? prev);
  }
}
