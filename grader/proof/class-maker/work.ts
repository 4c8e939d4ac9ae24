/** What a made-up student hands in, and who makes it. */
import type { Stage } from '../../contract';
import type { Rng } from '../../world/sim/rng';

export type Expected =
  /** All points. */
  | 'full'
  /** Fewer than all of them; on the default seeds of `npm run grade`, and nearly always on one. */
  | 'less'
  | 'zero'
  /** Cannot be read: no score at all. */
  | 'none';

export interface Work {
  /** For the instructor, in a few words: `mutant log/too-short`. */
  readonly what: string;
  /** By name, relative to the student's raft folder. */
  readonly files: ReadonlyMap<string, string | Buffer>;
  readonly expected: Expected;
  /** Handed in as a zip whose end is missing. */
  readonly isTorn?: true;
}

export interface Maker {
  /** `mutant`; each kind is there once. */
  readonly kind: string;
  /** For the help: what these are. */
  readonly does: string;
  /** So many of a hundred submissions, or exactly so many, or all that is left over. */
  readonly share: { readonly perCent: number } | { readonly exactly: number } | 'the rest';
  /** @param at counts the submissions of this kind, from 0 */
  make(at: number, rng: Rng, stage: Stage): Work | Promise<Work>;
}
