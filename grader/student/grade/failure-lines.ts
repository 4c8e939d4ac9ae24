/**
 * What one can do next about a failure, as lines below it: one line each, and commands only. A command
 * that has more to say about a failure adds its line here.
 */
import { entryOf } from '../../judge/rules/explanations';
import type { TestResult } from '../../report/result';
import type { FailureLine } from '../../report/terminal';
import type { GradeTarget } from '../../command/grade-line';
import { HINT } from '../hints/hint-args';

export interface FailureContext {
  readonly target: GradeTarget;
  /** It is the first failure of the grading, which is what commands without words go by. */
  readonly isFirst: boolean;
  /** What was made to show it. */
  readonly exhibits?: readonly FailureLine[];
}

export function nextSteps(test: TestResult, context: FailureContext): readonly FailureLine[] {
  if (test.status === 'inconclusive') return [];
  return [...(context.exhibits ?? []), { label: 'Hint', text: hintLine(test, context) }];
}

/** Only gradings of labs/raft are remembered. */
function hintLine({ id, rule }: TestResult, { target, isFirst }: FailureContext): string {
  if (isFirst && target.kind === 'labs') return HINT;
  const subject = rule !== undefined && entryOf(rule)?.id === rule ? rule : id;
  return `${HINT} ${subject}`;
}
