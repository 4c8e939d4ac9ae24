/** What a worker is asked to run. */
import type { Seed } from '../../world/sim/seed';
export interface Job {
  readonly test: string;
  readonly seed: Seed;
  /** What other programs than that of grade must know beside it. */
  readonly more?: string;
}
