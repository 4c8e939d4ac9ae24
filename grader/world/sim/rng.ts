/**
 * Seeded randomness. Every part of a simulation draws from a generator of its own, forked from one root
 * seed by name, so that a new draw in one part leaves all others as they were.
 *
 * All draws of one generator reveal nothing about the seed or any other generator, because keys and
 * states are made by a hash that cannot be reversed. A server sees the draws of its Math.random.
 */
import { createHash, createHmac } from 'node:crypto';
import { Draws, type Words } from './draws';
import type { Seed } from './seed';

/** Each use of a key has its own name, so that a fork never equals a state. */
const [STATE_USE, FORK_USE] = ['state', 'fork'] as const;

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

  /** A generator that depends on this one's seed and on the name, but not on earlier draws. */
  fork(name: string): Rng {
    return new Rng(createHmac('sha256', this.#key).update(`${FORK_USE} ${name}`).digest());
  }

  /** The initial state of a fork with that name, for a generator in a realm. */
  words(name: string): Words {
    return wordsOf(createHmac('sha256', this.#key).update(`${FORK_USE} ${name}`).digest());
  }
}

function wordsOf(key: Buffer): Words {
  const bytes = createHmac('sha256', key).update(STATE_USE).digest();
  const word = (at: number) => bytes.readInt32BE(at);
  return [word(0), word(4), word(8), word(12)];
}
