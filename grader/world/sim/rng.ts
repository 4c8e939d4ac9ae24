/**
 * Seeded randomness. Every part of a simulation draws from a generator of its own, forked from one
 * root seed by name, so that a new draw in one part leaves all others as they were.
 *
 * Whoever sees all draws of one generator learns nothing of the seed, nor of any other generator: keys
 * and states are made by a hash that cannot be run backwards. A server sees those of its Math.random.
 */
import { createHash, createHmac } from 'node:crypto';
import { Draws, type Words } from './draws';

/** A small number that anybody may try, or a text: 128 bits that nobody can guess, as 32 hex digits. */
type Seed = number | string;

/** Each use of a key has a name of its own, so that no fork is ever a state. */
const [STATE_USE, FORK_USE] = ['state', 'fork'] as const;

/** The largest seed that a person can ask for. */
export const SEED_MAX = 2 ** 31 - 1;

export class Rng extends Draws {
  readonly #key: Buffer;

  constructor(seed: Seed | Buffer) {
    const key = Buffer.isBuffer(seed)
      ? seed
      : createHash('sha256')
          .update(JSON.stringify(['raft-lab/rng/1', seed]))
          .digest();
    super(wordsOf(key));
    this.#key = key;
  }

  /** A generator that depends on this one's seed and on the name, but not on what was drawn so far. */
  fork(name: string): Rng {
    return new Rng(createHmac('sha256', this.#key).update(`${FORK_USE} ${name}`).digest());
  }

  /** The state with which a fork of that name begins, for one that draws elsewhere. */
  words(name: string): Words {
    return wordsOf(createHmac('sha256', this.#key).update(`${FORK_USE} ${name}`).digest());
  }
}

function wordsOf(key: Buffer): Words {
  const bytes = createHmac('sha256', key).update(STATE_USE).digest();
  const word = (at: number) => bytes.readInt32BE(at);
  return [word(0), word(4), word(8), word(12)];
}
