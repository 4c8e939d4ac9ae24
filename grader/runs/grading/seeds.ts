/** The seeds that a test is played on. */
import type { Seed } from '../../world/sim/seed';

/** No seed is in two of the lists. */
export interface Seeds {
  readonly shown: readonly Seed[];
  /** Seeds that no student learns. */
  readonly hidden: readonly Seed[];
  /**
   * Seeds that are played one after the other while the test is inconclusive: on few seeds, the situation that it
   * is about may not have occurred yet, and that is not the student's fault. They are hidden ones if there are
   * hidden ones: or else a server could avoid the situation on all seeds that it does not recognise.
   */
  readonly spare: readonly Seed[];
  /** A public seed that is played where all runs were hidden and failed, because the student can replay it. */
  readonly showing?: Seed;
}

export const SPARE = 10;

/** The public seeds: 1, 2, 3, ... */
export function publicSeeds(count: number): Seeds {
  const seeds = Array.from({ length: count + SPARE }, (_, i) => 1 + i);
  return { shown: seeds.slice(0, count), hidden: [], spare: seeds.slice(count) };
}

/** One run, as a Replay line asks for it. */
export function oneSeed(seed: Seed): Seeds {
  return { shown: [seed], hidden: [], spare: [] };
}
