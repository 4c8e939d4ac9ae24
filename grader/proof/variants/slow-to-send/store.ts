/**
 * Durable state that is saved in groups: code that depends on a change awaits the save that includes it.
 */
import type { LogEntry, PersisterShape } from '../../../contract';

const GROUP_MS_MIN = 10;
const GROUP_MS_MAX = 40;

interface Image {
  readonly term: number;
  readonly votedFor: number | null;
  readonly entries: readonly LogEntry[];
}

export class Store {
  #term = 0;
  #votedFor: number | null = null;
  #entries: LogEntry[] = [];
  /** The coming save, if anything has changed since the last one. */
  #coming: Promise<void> | undefined;

  constructor(private readonly persister: PersisterShape) {
    const bytes = persister.readRaftState();
    if (bytes.length === 0) return;
    const image = JSON.parse(new TextDecoder().decode(bytes)) as Image;
    this.#term = image.term;
    this.#votedFor = image.votedFor;
    this.#entries = [...image.entries];
  }

  /** Resolves when all changes so far are on the disk; never, if the server crashes first. */
  async saved(): Promise<void> {
    await this.#coming;
  }

  get term(): number {
    return this.#term;
  }

  get votedFor(): number | null {
    return this.#votedFor;
  }

  get last(): number {
    return this.#entries.length;
  }

  get lastTerm(): number {
    return this.#entries.at(-1)?.term ?? 0;
  }

  /** Undefined beyond the end of the log. */
  termAt(index: number): number | undefined {
    return index === 0 ? 0 : this.#entries[index - 1]?.term;
  }

  at(index: number): LogEntry | undefined {
    return this.#entries[index - 1];
  }

  /** The entries from one index to another, both included. */
  between(from: number, to: number): readonly LogEntry[] {
    return this.#entries.slice(from - 1, to);
  }

  vote(term: number, candidate: number | null): void {
    if (this.#term === term && this.#votedFor === candidate) return;
    this.#term = term;
    this.#votedFor = candidate;
    this.#touch();
  }

  append(entry: LogEntry): void {
    this.#entries.push(entry);
    this.#touch();
  }

  cutFrom(index: number): void {
    this.#entries.length = index - 1;
    this.#touch();
  }

  #touch(): void {
    this.#coming ??= new Promise((saved) => {
      const groupMs = GROUP_MS_MIN + Math.floor(Math.random() * (GROUP_MS_MAX - GROUP_MS_MIN));
      setTimeout(() => {
        this.#coming = undefined;
        const image: Image = {
          term: this.#term,
          votedFor: this.#votedFor,
          entries: this.#entries,
        };
        this.persister.saveRaftState(new TextEncoder().encode(JSON.stringify(image)));
        saved();
      }, groupMs);
    });
  }
}
