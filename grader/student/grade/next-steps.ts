/**
 * The next steps below a failure: one line each, commands only. A command that can help with a
 * failure adds its line here.
 */
import { entryOf } from '../../judge/rules/explanations';
import type { TestResult } from '../../report/result';
import type { FailureLine } from '../../report/terminal';
import type { GradeTarget } from '../../command/grade-line';
import { HINT } from '../hints/hint-args';

export interface FailureContext {
  readonly target: GradeTarget;
  /** The first failure of the grading. Commands without arguments use it. */
  readonly isFirst: boolean;
  /** Lines for the pages and smaller runs that show the failure. */
  readonly exhibits?: readonly FailureLine[];
}

export function nextSteps(test: TestResult, context: FailureContext): readonly FailureLine[] {
  if (test.status === 'inconclusive') return [];
  return [...(context.exhibits ?? []), { label: 'Hint', text: hintLine(test, context) }];
}

/** A bare `npm run hint` works only for labs/raft, because only gradings of labs/raft are remembered. */
function hintLine({ id, rule }: TestResult, { target, isFirst }: FailureContext): string {
  if (isFirst && target.kind === 'labs') return HINT;
  const subject = rule !== undefined && entryOf(rule)?.id === rule ? rule : id;
  return `${HINT} ${subject}`;
}
