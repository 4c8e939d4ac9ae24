/**
 * Autolab reads the last line of an autograder's output; the lines above are feedback to the student.
 * There is one problem for each stage: the assessment in Autolab has problems called 2A, 2B, 2C.
 */
import { STAGES } from '../../contract';
import { forStudents, type ShownResult } from './for-students';
import type { Outcome } from './outcome';
import { isJudged, story, summaryLines, totals } from './story';

interface AutolabDetails {
  /** The student's folder as it is called in texts. */
  readonly folder: string;
}

export function autolab(outcome: Outcome, { folder }: AutolabDetails): string {
  const shown = forStudents(outcome);
  if (shown.kind === 'graded') return told(feedback(shown.result, folder), scores(shown.result));
  const { kind, stage, message } = shown;
  if (kind === 'broken')
    return told(`The grader itself failed; this says nothing about your code.\n\n${message}`, {});
  const stages = stage === 'all' ? STAGES : [stage];
  return told(
    `Your code cannot be run, so there are no points yet.\n\n${message}`,
    Object.fromEntries(stages.map((one) => [one, 0])),
  );
}

/** A stage in which a test has no verdict gets no score, so Autolab leaves the problem open. */
function scores(result: ShownResult): Readonly<Record<string, number>> {
  const judged = totals(result).filter(({ tests }) => tests.every(isJudged));
  return Object.fromEntries(judged.map(({ stage, points }) => [stage, points]));
}

function feedback(result: ShownResult, folder: string): string {
  const stories = result.tests
    .filter(({ status }) => status !== 'passed')
    .map((test) => `${test.id}\n${story(test, folder)}`);
  return [summaryLines(result).join('\n'), ...stories].join('\n\n');
}

function told(text: string, of: Readonly<Record<string, number>>): string {
  return `${text}\n\n${JSON.stringify({ scores: of })}\n`;
}
