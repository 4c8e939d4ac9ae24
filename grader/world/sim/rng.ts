/**
 * Seeded randomness. Every part of a simulation draws from a generator of its own, forked from one
 * root seed by name, so that a new draw in one part leaves all others as they were.
 *
 * Not for secrets.
 */
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

export class Rng {
  readonly #seed: number;
  readonly #generator: ReturnType<typeof xoroshiro128plus>;

  /**
   * Draw from forks of it: generators made of neighbouring seeds begin alike, their forks do not.
   *
   * @param seed a whole number; only its low 32 bits count
   */
  constructor(seed: number) {
    this.#seed = seed | 0;
    this.#generator = xoroshiro128plus(this.#seed);
  }

  /** A generator that depends on this one's seed and on the name, but not on what was drawn so far. */
  fork(name: string): Rng {
    return new Rng(hash(`${this.#seed}/${name}`));
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

/** FNV-1a with a final mix: names that differ in one letter must give unrelated seeds. */
function hash(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  }
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
