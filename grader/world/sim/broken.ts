/**
 * Ends a run that breaks a rule: one rule, what happened in a sentence or two, and the events that show
 * it. It is thrown through the simulation, and nothing in between may catch it.
 */
import type { Micros } from './time';
import type { TraceEvent } from './trace';

export interface Breach {
  /** What happened, in server names and virtual times. */
  readonly message: string;
  /** Reported instead of the rule that noticed it, when it shows another mistake. */
  readonly rule?: string;
  /** The two or three events that together break the rule, oldest first. */
  readonly witness: readonly TraceEvent[];
  /** What the server's code threw, with its stack as the realm wrote it. */
  readonly thrown?: string;
  /** What the test waited for without success, and since when, so that a caller can wait for it again. */
  readonly missed?: Missed;
}

type Missed =
  | { readonly kind: 'leader'; readonly from: Micros }
  /** So many servers should have applied the command. */
  | {
      readonly kind: 'applied';
      readonly command: string;
      readonly on: number;
      readonly from: Micros;
    };

export class Broken extends Error {
  constructor(
    /** Id of the rule, as in docs/figure-2.md. */
    readonly rule: string,
    readonly breach: Breach,
  ) {
    super(`${rule}: ${breach.message}`);
  }
}
