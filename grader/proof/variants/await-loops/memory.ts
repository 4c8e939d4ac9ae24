/** A server's state: the persistent state of Figure 2, and how it is saved and read. */
import type { AppendEntriesArgs, LogEntry, PersisterShape } from '../../../contract';

interface Saved {
  readonly term: number;
  readonly vote: number | null;
  readonly entries: readonly LogEntry[];
}

export class Memory {
  term = 0;
  vote: number | null = null;
  /** Without the sentinel: entry 1 is at position 0. */
  readonly entries: LogEntry[] = [];
  private isSaved = true;

  constructor(private readonly persister: PersisterShape) {
    const bytes = persister.readRaftState();
    if (bytes.length === 0) return;
    const saved = JSON.parse(new TextDecoder().decode(bytes)) as Saved;
    this.term = saved.term;
    this.vote = saved.vote;
    this.entries.push(...saved.entries);
  }

  /** Nothing that depends on a change may be sent before this has returned. */
  save(): void {
    if (this.isSaved) return;
    const { term, vote, entries } = this;
    const text = JSON.stringify({ term, vote, entries } satisfies Saved);
    this.persister.saveRaftState(new TextEncoder().encode(text));
    this.isSaved = true;
  }

  enter(term: number, vote: number | null): void {
    this.term = term;
    this.vote = vote;
    this.isSaved = false;
  }

  voteFor(candidate: number): void {
    if (this.vote === candidate) return;
    this.enter(this.term, candidate);
  }

  append(command: string): void {
    this.entries.push({ term: this.term, command });
    this.isSaved = false;
  }

  /** Replaces conflicting entries and appends new ones, after an entry that matches. */
  take({ prevLogIndex, entries }: AppendEntriesArgs): void {
    let index = prevLogIndex;
    for (const entry of entries) {
      index++;
      if (this.termAt(index) === entry.term) continue;
      this.entries.splice(index - 1, Infinity, entry);
      this.isSaved = false;
    }
  }

  get last(): number {
    return this.entries.length;
  }

  /** Undefined beyond the end of the log. */
  termAt(index: number): number | undefined {
    return index === 0 ? 0 : this.entries[index - 1]?.term;
  }

  /** First and last index with that term; undefined if there is none. */
  span(term: number): { readonly first: number; readonly last: number } | undefined {
    const first = this.entries.findIndex((entry) => entry.term === term);
    if (first < 0) return undefined;
    const last = this.entries.findLastIndex((entry) => entry.term === term);
    return { first: first + 1, last: last + 1 };
  }
}
