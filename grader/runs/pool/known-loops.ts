/**
 * The endless loops found in a submission. Code that hangs in one test hangs in most: after one run has
 * been silent for the full limit, its loop is recognised by counting in later runs. The same code may
 * be called from elsewhere and return there, so a loop is known by the whole stack that leads to it.
 */
import type { Ending } from './ended-run';
import type { EndlessLoop } from './narration';

/** After this many searches without a result, the code seems to hang only in some runs. */
const MISSES_BORNE = 3;

export class KnownLoops {
  readonly #ways = new Map<string, Ending>();
  #misses = 0;

  get isWorthALook(): boolean {
    return this.#ways.size > 0 && this.#misses < MISSES_BORNE;
  }

  /** @param how the run ended in which the loop was found */
  add(loop: EndlessLoop, how: Ending): void {
    this.#ways.set(wayTo(loop), how);
  }

  /** @returns how runs end in this loop; undefined if no run has reached it with this stack */
  howAt(loop: EndlessLoop): Ending | undefined {
    return this.#ways.get(wayTo(loop));
  }

  missed(): void {
    this.#misses++;
  }
}

/**
 * Leaves out the first frame, which is the counter's, and the position in the innermost function, which
 * is chance.
 */
function wayTo({ thrown }: EndlessLoop): string {
  const [, innermost = '', ...callers] = thrown.split('\n').slice(1);
  return [innermost.replace(/ \(.*/, ''), ...callers].join('\n');
}
