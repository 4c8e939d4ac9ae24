/**
 * The next steps below a failure: one line each, commands only. A command that can help with a
 * failure adds its line here.
 */
import { entryOf } from '../../judge/rules/explanations';
import type { TestResult } from '../../report/result';
import type { FailureLine } from '../../report/terminal';
import type { GradeTarget } from '../../command/grade-line';
import { placeOf } from '../../command/place';
import { ONLY_LABS } from '../../command/replay-words';
import { HINT } from '../hints/hint-args';
import { openTodos } from './open-todos';

export interface FailureContext {
  readonly target: GradeTarget;
  /** The first failure of the grading. Commands without arguments use it. */
  readonly isFirst: boolean;
  /** Lines for the pages and smaller runs that show the failure. */
  readonly exhibits?: readonly FailureLine[];
}

export function nextSteps(test: TestResult, context: FailureContext): readonly FailureLine[] {
  if (test.status === 'inconclusive') return [];
  return [
    ...openLines(test, context),
    ...(context.exhibits ?? []),
    { label: 'Hint', text: hintLine(test, context) },
    ...memoryLine(test, context),
  ];
}

/** Code that may be left out reports nothing when it is reached. */
function openLines({ status, rule }: TestResult, { target }: FailureContext): FailureLine[] {
  if (status === 'todo' || rule === undefined) return [];
  const { folder, shown } = placeOf(target);
  return openTodos(folder)
    .filter((todo) => todo.rule === rule)
    .map(({ stage, file, line }) => ({
      label: 'Open',
      text: `TODO ${stage} ${rule} in ${shown}/${file}:${line} is not written yet`,
    }));
}

/** A person who grades another folder may expect `npm run trace` alone to use this grading. */
function memoryLine({ replay }: TestResult, { target, isFirst }: FailureContext): FailureLine[] {
  if (!isFirst || target.kind === 'labs' || replay === undefined) return [];
  const text = `${ONLY_LABS} For this run, add the options of the Replay line to npm run trace, shrink or debug.`;
  return [{ label: 'Note', text }];
}

/** A bare `npm run hint` works only for labs/raft, because only gradings of labs/raft are remembered. */
function hintLine({ id, rule }: TestResult, { target, isFirst }: FailureContext): string {
  if (isFirst && target.kind === 'labs') return HINT;
  const subject = rule !== undefined && entryOf(rule)?.id === rule ? rule : id;
  return `${HINT} ${subject}`;
}
