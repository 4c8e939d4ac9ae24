/** State that is always saved: every change of every field goes to the disk before it is done. */
import type { LogEntry, PersisterShape } from '../../../contract';

interface Saved {
  readonly currentTerm: number;
  readonly votedFor: number | null;
  readonly log: readonly LogEntry[];
}

export class Stable {
  #currentTerm = 0;
  #votedFor: number | null = null;
  #log: readonly LogEntry[] = [];

  constructor(private readonly persister: PersisterShape) {
    const bytes = persister.readRaftState();
    if (bytes.length === 0) return;
    const saved = JSON.parse(new TextDecoder().decode(bytes)) as Saved;
    this.#currentTerm = saved.currentTerm;
    this.#votedFor = saved.votedFor;
    this.#log = saved.log;
  }

  get currentTerm(): number {
    return this.#currentTerm;
  }

  /** A vote is free only in a new term, so the term is set first: a crash in between gives no vote twice. */
  set currentTerm(term: number) {
    this.#currentTerm = term;
    this.#save();
  }

  get votedFor(): number | null {
    return this.#votedFor;
  }

  set votedFor(candidate: number | null) {
    this.#votedFor = candidate;
    this.#save();
  }

  /** Entry 1 at position 0. */
  get log(): readonly LogEntry[] {
    return this.#log;
  }

  set log(entries: readonly LogEntry[]) {
    this.#log = entries;
    this.#save();
  }

  #save(): void {
    const saved: Saved = {
      currentTerm: this.#currentTerm,
      votedFor: this.#votedFor,
      log: this.#log,
    };
    this.persister.saveRaftState(new TextEncoder().encode(JSON.stringify(saved)));
  }
}
