/**
 * The seed's decisions about packets: how long they take, and which are dropped, held or duplicated.
 * Cut links are in network.ts.
 */
import type { Call, Fate, Fates, LossReason } from './fates';
import type { Rng } from './rng';
import { type Micros, MS } from './time';

/** The present network conditions. All may change at any time. */
export interface Weather {
  /** Requests take up to 26 ms more; 10 % of requests and 10 % of replies are dropped. */
  unreliable: boolean;
  /** Two thirds of replies are held for 200 to 2,200 ms. */
  longReordering: boolean;
  /** One request in five arrives twice. */
  duplicating: boolean;
}

const BASE_DELAY: readonly [Micros, Micros] = [200, 2 * MS];
const UNRELIABLE_DELAY_MAX = 26 * MS;
const DUPLICATE_SPREAD_MAX = 50 * MS;
/** How long a caller waits before it learns that there is no reply. */
const UNREACHABLE_MAX = 7_000 * MS;
const DROPPED_MAX = 100 * MS;

export class SeededFates implements Fates<Call> {
  readonly weather: Weather = { unreliable: false, longReordering: false, duplicating: false };
  readonly #slow = new Map<number, Micros>();

  constructor(
    private readonly rng: Rng,
    private readonly servers: number,
  ) {}

  /** Delays each packet on this link by `extra`; 0 ends it. */
  slow(from: number, to: number, extra: Micros): void {
    this.#slow.set(from * this.servers + to, extra);
  }

  request({ from, to }: Call): Fate {
    const { unreliable, duplicating } = this.weather;
    const { rng } = this;
    let delay = this.#base(from, to);
    if (unreliable) {
      if (rng.chance(1, 10)) return { kind: 'lost', reason: 'dropped' };
      delay += rng.int(0, UNRELIABLE_DELAY_MAX);
    }
    const isTwice = duplicating && rng.chance(1, 5);
    const delays = isTwice ? [delay, delay + rng.int(0, DUPLICATE_SPREAD_MAX)] : [delay];
    return { kind: 'arrives', delays };
  }

  reply({ from, to }: Call): Fate {
    const { unreliable, longReordering } = this.weather;
    const { rng } = this;
    let delay = this.#base(to, from);
    if (unreliable && rng.chance(1, 10)) return { kind: 'lost', reason: 'dropped' };
    if (longReordering && rng.chance(2, 3)) {
      delay += 200 * MS + rng.int(0, rng.int(0, 2_000 * MS));
    }
    return { kind: 'arrives', delays: [delay] };
  }

  silence(_call: Call, reason: LossReason): Micros {
    return this.rng.int(0, reason === 'dropped' ? DROPPED_MAX : UNREACHABLE_MAX);
  }

  #base(from: number, to: number): Micros {
    return this.rng.int(...BASE_DELAY) + (this.#slow.get(from * this.servers + to) ?? 0);
  }
}
