/**
 * Term, vote and log, and their format on the disk: a line for term and vote, and one for each entry.
 */
import type { LogEntry, PersisterShape } from '../../../contract';

export interface Place {
  readonly index: number;
  readonly term: number;
}

export class Journal {
  #term = 0;
  #vote: number | undefined;
  #log: LogEntry[] = [];
  /** The lines of the log as saved; entry 1 is at position 0. */
  #lines: string[] = [];
  #changed = false;

  constructor(private readonly persister: PersisterShape) {
    const [head = '', ...lines] = new TextDecoder().decode(persister.readRaftState()).split('\n');
    if (head === '') return;
    const [term, vote] = JSON.parse(head) as [number, number | null];
    this.#term = term;
    this.#vote = vote ?? undefined;
    this.#lines = lines;
    this.#log = lines.map((line) => {
      const [of, command] = JSON.parse(line) as [number, string];
      return { term: of, command };
    });
  }

  get term(): number {
    return this.#term;
  }

  get vote(): number | undefined {
    return this.#vote;
  }

  get end(): Place {
    return { index: this.#log.length, term: this.#log.at(-1)?.term ?? 0 };
  }

  /** Undefined beyond the end of the log. */
  termAt(index: number): number | undefined {
    return index === 0 ? 0 : this.#log[index - 1]?.term;
  }

  commandAt(index: number): string {
    return this.#log[index - 1]?.command ?? '';
  }

  slice(from: number, count: number): readonly LogEntry[] {
    return this.#log.slice(from - 1, from - 1 + count);
  }

  enterTerm(term: number, vote?: number): void {
    this.#term = term;
    this.#vote = vote;
    this.#changed = true;
  }

  voteFor(candidate: number): void {
    if (this.#vote === candidate) return;
    this.#vote = candidate;
    this.#changed = true;
  }

  add(entry: LogEntry): void {
    this.#log.push(entry);
    this.#lines.push(JSON.stringify([entry.term, entry.command]));
    this.#changed = true;
  }

  /** @param after the index before the first of the entries */
  merge(after: number, entries: readonly LogEntry[]): void {
    let index = after;
    for (const entry of entries) {
      index += 1;
      const held = this.termAt(index);
      if (held === entry.term) continue;
      if (held !== undefined) this.#cut(index);
      this.add(entry);
    }
  }

  firstOf(term: number): number {
    return this.#log.findIndex((entry) => entry.term === term) + 1;
  }

  /** Index of the last entry with that term; 0 if there is none. */
  lastOf(term: number): number {
    return this.#log.findLastIndex((entry) => entry.term === term) + 1;
  }

  /** Saves everything, if anything has changed. */
  flush(): void {
    if (!this.#changed) return;
    this.#changed = false;
    const head = JSON.stringify([this.#term, this.#vote ?? null]);
    this.persister.saveRaftState(new TextEncoder().encode([head, ...this.#lines].join('\n')));
  }

  #cut(from: number): void {
    this.#log.length = from - 1;
    this.#lines.length = from - 1;
  }
}
