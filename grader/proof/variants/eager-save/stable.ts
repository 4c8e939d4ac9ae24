/** State that is always saved: every assignment to a field is on the disk when it returns. */
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

  /**
   * A new term starts without a vote. The term is set first, so a crash between the two gives no vote
   * twice.
   */
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

  /** Entry 1 is at position 0. */
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
