/**
 * One clock and one queue: events happen in the order of (time, sequence number), and nothing else
 * moves time. It schedules no real work: callbacks run to completion, synchronously.
 */
import { popDue, pushDue } from './heap';
import type { Micros } from './time';

export interface Scheduled {
  /** Cancels the event. Harmless after it has happened. */
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

/** From this many events at the same instant on, the simulation counts as an endless loop. */
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

  /** Number of events so far, the measure of a run's size. */
  #events = 0;
  get events(): number {
    return this.#events;
  }

  after(delay: Micros, run: () => void): Scheduled {
    return this.at(this.#now + delay, run);
  }

  /** @param at whole microseconds; a past time means now */
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

/** Thrown when events never end while virtual time does not advance. */
export class Livelock extends Error {
  constructor(readonly at: Micros) {
    super(`more than ${SAME_INSTANT_EVENTS_MAX} events without any time passing`);
  }
}
