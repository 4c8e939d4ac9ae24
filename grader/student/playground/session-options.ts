/** What a session needs to begin. */
import type { BundleProblem } from '../../world/realm/bundle';
import type { Engine } from './engine';
import type { Line } from './line';
import type { Saved } from './saved';

export interface SessionOptions {
  readonly engine: Engine;
  /** What is played at first; one stands at its end. */
  readonly line: Line;
  /** The folder that is played, as the person named it. */
  readonly shown: string;
  readonly saved: Saved;
  /** Says what is wrong with a folder that cannot be bundled. */
  readonly unusable: (problems: readonly BundleProblem[]) => string;
}
