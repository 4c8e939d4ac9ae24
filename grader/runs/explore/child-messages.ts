/** What the exploring child adds to the messages and the narration of every child. */
import type { Entering } from '../pool/narration';
import type { Covered, ExploreResult } from './exploration';

/** A step that is about to be played, and the schedule that leads to it. */
export interface Trying extends Entering {
  readonly schedule: string;
}

export interface AliveExploring {
  readonly kind: 'alive';
  readonly entered: number;
  readonly covered: Covered;
}

export interface ResultOfExploring {
  readonly kind: 'result';
  readonly explored: ExploreResult;
}
