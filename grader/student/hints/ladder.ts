/**
 * A ladder of hints has three steps, and each reveals more. The steps contain no code: after the
 * last one, the student still has to write every line.
 */

export interface Ladder {
  /** A question that leads to the right place in the code. */
  readonly nudge: string;
  /** The paper's figure and section, and what to look for there. */
  readonly reread: string;
  /** How it is done, in words. */
  readonly sketch: string;
}

/** By rule id of docs/figure-2.md. */
export type RuleLadders = Readonly<Record<string, Ladder>>;

/** A test has a question of its own; missing steps come from the ladder of its rule. */
interface TestHints {
  /** Id of the rule that the test is mainly about. */
  readonly about: string;
  readonly nudge: string;
  readonly reread?: string;
  readonly sketch?: string;
}

/** By test id. */
export type TestLadders = Readonly<Record<string, TestHints>>;

export type Step = 1 | 2 | 3;

export const LAST_STEP: Step = 3;

export const STEP_NAMES: Readonly<Record<Step, string>> = {
  1: 'where to look',
  2: 'what to reread',
  3: 'what to do, in words',
};

export function stepOf({ nudge, reread, sketch }: Ladder, step: Step): string {
  switch (step) {
    case 1:
      return nudge;
    case 2:
      return reread;
    case 3:
      return sketch;
  }
}
