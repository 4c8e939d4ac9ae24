/**
 * Random values, drawn from 128 bits of state. It knows no seed and creates no other generators: this
 * half of {@link Rng} also runs inside realms, where nothing may lead back to the run's seed.
 */
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';

/** A generator's state, four words of 32 bits. */
export type Words = readonly [number, number, number, number];

export class Draws {
  readonly #generator: ReturnType<typeof xoroshiro128plusFromState>;

  constructor(words: Words) {
    this.#generator = xoroshiro128plusFromState(words);
  }

  /** A whole number from `low` to `high`, both included. */
  int(low: number, high: number): number {
    return uniformInt(this.#generator, low, high);
  }

  /** True in `hits` cases out of `outOf`. */
  chance(hits: number, outOf: number): boolean {
    return this.int(1, outOf) <= hits;
  }

  /** One element of a list that is not empty. */
  pick<T>(list: readonly T[]): T {
    const chosen = list[this.int(0, list.length - 1)];
    if (chosen === undefined) throw new Error('rng.pick: the list is empty');
    return chosen;
  }

  /** `count` distinct elements, in random order. */
  sample<T>(list: readonly T[], count: number): T[] {
    const rest = [...list];
    const chosen: T[] = [];
    while (chosen.length < count && rest.length > 0) {
      chosen.push(...rest.splice(this.int(0, rest.length - 1), 1));
    }
    return chosen;
  }
}
