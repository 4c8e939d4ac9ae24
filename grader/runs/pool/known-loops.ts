/**
 * The endless loops that were found in a submission. What hangs in one test hangs in most: a loop that a
 * whole silence has proven is recognised as soon as its rounds are counted. The same code may be called
 * from elsewhere and come to an end there, so it is known by all of the way that leads to it.
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

  /** @param how the run ended in which it was found */
  add(loop: EndlessLoop, how: Ending): void {
    this.#ways.set(wayTo(loop), how);
  }

  /** @returns how runs end there, undefined if no run has reached it by these calls */
  howAt(loop: EndlessLoop): Ending | undefined {
    return this.#ways.get(wayTo(loop));
  }

  missed(): void {
    this.#misses++;
  }
}

/** The first frame is that of the count. Where in the innermost function it was full is chance. */
function wayTo({ thrown }: EndlessLoop): string {
  const [, innermost = '', ...callers] = thrown.split('\n').slice(1);
  return [innermost.replace(/ \(.*/, ''), ...callers].join('\n');
}
