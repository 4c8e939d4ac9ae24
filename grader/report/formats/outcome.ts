/** What can be reported: the result of a grading, or the reason why there is none. */
import type { Stage } from '../../contract';
import type { GradeResult } from '../result';

export type Outcome = Graded | NotGraded;

interface Graded {
  readonly kind: 'graded';
  readonly result: GradeResult;
}

export interface NotGraded {
  /**
   * `unusable`: the submission cannot be run (a file is missing, a syntax error), which is worth no points.
   * `broken`: the grader or the machine failed, which says nothing about the submission: no score at all.
   */
  readonly kind: 'unusable' | 'broken';
  readonly stage: Stage | 'all';
  /** For people, one line or a few. */
  readonly message: string;
  /** The maximum of all requested tests. */
  readonly maxScore: number;
  /** ISO 8601 UTC. */
  readonly startedAt: string;
}

/** The format cannot express this outcome, so nothing is written. */
export interface Refusal {
  readonly kind: 'refusal';
  /** For people, one sentence. */
  readonly why: string;
}
