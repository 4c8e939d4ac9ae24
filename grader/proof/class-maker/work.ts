/** What a made-up student hands in, and the interface of its makers. */
import type { Stage } from '../../contract';
import type { Rng } from '../../world/sim/rng';

export type Expected =
  /** All points. */
  | 'full'
  /**
   * Fewer points than all: always on the default seeds of `npm run grade`, and nearly always on one seed.
   */
  | 'less'
  | 'zero'
  /** Cannot be read: no score at all. */
  | 'none';

export interface Work {
  /** A short description for the instructor: `mutant log/too-short`. */
  readonly what: string;
  /** By name relative to the student's raft folder. */
  readonly files: ReadonlyMap<string, string | Buffer>;
  readonly expected: Expected;
  /** Handed in as a zip without its end. */
  readonly isTorn?: true;
}

export interface Maker {
  /** The kind's unique name, such as `mutant`. */
  readonly kind: string;
  /** A description for the help text. */
  readonly does: string;
  /** A percentage of the submissions, a fixed number, or the rest. */
  readonly share: { readonly perCent: number } | { readonly exactly: number } | 'the rest';
  /** @param at number of the submission among those of this kind, from 0 */
  make(at: number, rng: Rng, stage: Stage): Work | Promise<Work>;
}
