/**
 * One clock and one queue: things happen in the order of (time, sequence number), and nothing else
 * moves time. Not a scheduler of real work: callbacks run to the end, synchronously.
 */
import { popDue, pushDue } from './heap';
import type { Micros } from './time';

export interface Scheduled {
  /** The thing will not happen. Harmless when it already has. */
  cancel(): void;
}

class Item implements Scheduled {
  cancelled = false;
  constructor(
    readonly at: Micros,
    readonly sequence: number,
    readonly run: () => void,
  ) {}
  cancel(): void {
    this.cancelled = true;
  }
}

/** So many events without a microsecond passing are no simulation but a loop. */
const SAME_INSTANT_EVENTS_MAX = 100_000;

export class Clock {
  #now: Micros = 0;
  #sequence = 0;
  #sameInstant = 0;
  /** {@link pushDue} */
  readonly #heap: Item[] = [];

  get now(): Micros {
    return this.#now;
  }

  /** Events that have happened so far, the measure of a run's size. */
  #events = 0;
  get events(): number {
    return this.#events;
  }

  after(delay: Micros, run: () => void): Scheduled {
    return this.at(this.#now + delay, run);
  }

  /** @param at whole microseconds; a time that has passed means now */
  at(at: Micros, run: () => void): Scheduled {
    const item = new Item(Math.max(at, this.#now), this.#sequence++, run);
    pushDue(this.#heap, item);
    return item;
  }

  /**
   * Lets time pass up to and including `end`, or until `done` holds after some event.
   *
   * @returns whether `done` held
   */
  run(end: Micros, done: () => boolean = () => false): boolean {
    if (done()) return true;
    for (;;) {
      const next = this.#heap[0];
      if (next === undefined || next.at > end) break;
      popDue(this.#heap);
      if (next.cancelled) continue;
      this.#advance(next.at);
      this.#events++;
      next.run();
      if (done()) return true;
    }
    this.#now = Math.max(this.#now, end);
    return false;
  }

  #advance(to: Micros): void {
    this.#sameInstant = to === this.#now ? this.#sameInstant + 1 : 0;
    if (this.#sameInstant > SAME_INSTANT_EVENTS_MAX) throw new Livelock(to);
    this.#now = to;
  }
}

/** Thrown when events go on and on while virtual time stands still. */
export class Livelock extends Error {
  constructor(readonly at: Micros) {
    super(`more than ${SAME_INSTANT_EVENTS_MAX} events without any time passing`);
  }
}
