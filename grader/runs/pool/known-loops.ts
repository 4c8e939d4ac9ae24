/**
 * The endless loops that were found in a submission. What hangs in one test hangs in most: a loop that a
 * whole silence has proven is recognised at its place in the code as soon as its rounds are counted.
 */
import type { Ending } from './ended-run';
import type { EndlessLoop } from './narration';

/** The frames of the loop and of who called it. */
const FRAMES = 2;
/** So many looks in vain, and the code seems to hang in some runs only. */
const MISSES_BORNE = 3;

export class KnownLoops {
  readonly #places = new Map<string, Ending>();
  #misses = 0;

  get isWorthALook(): boolean {
    return this.#places.size > 0 && this.#misses < MISSES_BORNE;
  }

  /** @param how the run ended in which it was found */
  add(loop: EndlessLoop, how: Ending): void {
    this.#places.set(placeOf(loop), how);
  }

  /** @returns how runs end there, undefined at a place that is new */
  howAt(loop: EndlessLoop): Ending | undefined {
    return this.#places.get(placeOf(loop));
  }

  missed(): void {
    this.#misses++;
  }
}

function placeOf({ thrown }: EndlessLoop): string {
  return thrown
    .split('\n')
    .slice(1, 1 + FRAMES)
    .join('\n');
}
