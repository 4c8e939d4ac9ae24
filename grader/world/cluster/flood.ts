/**
 * Ends a run in which a server sends, or wakes up, far more often than any Raft needs. Numbers that double
 * would take hours to play, and end with the time limit, which says nothing about their cause.
 */
import { Broken } from '../sim/broken';
import type { Clock } from '../sim/clock';
import { type Micros, MS, SECOND, seconds } from '../sim/time';
import type { Trace } from '../sim/trace';

const REQUESTS_PER_SECOND_MAX = 20_000;
const TIMERS_PER_SECOND_MAX = 50_000;

/** What one server did since a moment less than a second ago. */
interface Count {
  readonly since: Micros;
  requests: number;
  timers: number;
}

export class Flood {
  readonly #counts = new Map<number, Count>();

  constructor(
    private readonly clock: Pick<Clock, 'now'>,
    private readonly trace: Pick<Trace, 'recent'>,
  ) {}

  /** @throws Broken B.1 */
  sent(server: number): void {
    const count = this.#countOf(server);
    if (++count.requests <= REQUESTS_PER_SECOND_MAX) return;
    throw new Broken('B.1', {
      message: `S${server} sent ${count.requests} RPCs within ${this.#during(count)}; the contract allows ${REQUESTS_PER_SECOND_MAX} a second. Something multiplies them: a timer that sets more than one new timer, an interval that is set again and again without being cleared, or a reply that causes more than one request.`,
      witness: this.trace.recent().slice(-1),
    });
  }

  /** @throws Broken K.3 */
  woke(server: number): void {
    const count = this.#countOf(server);
    if (++count.timers <= TIMERS_PER_SECOND_MAX) return;
    throw new Broken('K.3', {
      message: `S${server} had ${count.timers} timers run out within ${this.#during(count)}; the contract allows ${TIMERS_PER_SECOND_MAX} a second. Timers multiply when each sets more than one new timer, or when an interval is set again and again without being cleared.`,
      witness: [],
    });
  }

  #countOf(server: number): Count {
    const known = this.#counts.get(server);
    if (known && this.clock.now - known.since < SECOND) return known;
    const fresh = { since: this.clock.now, requests: 0, timers: 0 };
    this.#counts.set(server, fresh);
    return fresh;
  }

  #during({ since }: Count): string {
    return `${Math.ceil((this.clock.now - since) / MS)} ms (until ${seconds(this.clock.now)})`;
  }
}
