/** What a session needs to start. */
import type { BundleProblem } from '../../world/realm/bundle';
import type { Engine } from './engine';
import type { Line } from './line';
import type { Saved } from './saved';

export interface SessionOptions {
  readonly engine: Engine;
  /** The run to start with; the session begins at its end. */
  readonly line: Line;
  /** The folder with the code, as the user named it. */
  readonly shown: string;
  readonly saved: Saved;
  /** The message about a folder that cannot be bundled. */
  readonly unusable: (problems: readonly BundleProblem[]) => string;
}
