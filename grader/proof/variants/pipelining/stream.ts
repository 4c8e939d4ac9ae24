/**
 * What a leader sends to one follower: chunks of entries, several on their way at once. It counts on
 * each to arrive and starts the next where that one ends. When one is refused or lost, it falls back;
 * answers to what was sent before are then heard only for the entries they confirm.
 */
import type { AppendEntriesArgs, AppendEntriesReply, Peer } from '../../../contract';
import type { Journal } from './journal';

const CHUNK_ENTRIES = 32;
const WINDOW_CHUNKS = 6;

/** The leader, as its streams see it. */
export interface Leadership {
  readonly me: number;
  readonly term: number;
  readonly journal: Journal;
  readonly commit: () => number;
  /** Takes in a term; false if this leadership is over. */
  readonly goesOn: (seen: number) => boolean;
  /** More is known to be on the follower. */
  readonly matched: () => void;
}

export class Stream {
  match = 0;
  /** Where to send next, if all that is under way arrives. */
  #next: number;
  /** Where to go on when something does not: the best that answers have told so far. */
  #base: number;
  /** Counts how often it fell back. */
  #era = 0;
  /** Of the chunks on their way in this era: the index of the last entry. */
  readonly #underWay: number[] = [];

  constructor(
    private readonly peer: Peer,
    private readonly leader: Leadership,
  ) {
    this.#base = leader.journal.end.index + 1;
    this.#next = this.#base;
  }

  /** Sends what the window has room for. */
  pump(): void {
    while (this.#next <= this.leader.journal.end.index && this.#underWay.length < WINDOW_CHUNKS) {
      const count = Math.min(CHUNK_ENTRIES, this.leader.journal.end.index - this.#next + 1);
      const from = this.#next;
      this.#next += count;
      this.#underWay.push(from + count - 1);
      void this.#send(from, count);
    }
  }

  /** Asks whether all has arrived so far, and tells of the commitIndex. */
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
    // An old answer: what it speaks of is known to be there by now.
    if (reply ? prev <= this.match : end <= this.match) return;
    this.#era += 1;
    this.#underWay.length = 0;
    if (reply) this.#base = Math.max(this.match + 1, Math.min(prev, this.#resumeAt(prev, reply)));
    this.#next = this.#base;
    if (!reply) return;
    // Finds out whether the logs meet there before entries are spent on it.
    if (this.#next > this.leader.journal.end.index) this.beat();
  }

  #resumeAt(prev: number, { conflictTerm, conflictIndex }: AppendEntriesReply): number {
    const last = conflictTerm === undefined ? 0 : this.leader.journal.lastOf(conflictTerm);
    return last > 0 ? last + 1 : (conflictIndex ?? prev);
  }
}
