/**
 * PrairieLearn's results.json of an external grader. A submission that cannot be graded costs neither
 * an attempt nor points.
 */
import { forStudents, type ShownResult } from './for-students';
import type { NotGraded, Outcome } from './outcome';
import { isJudged, story, summaryLines } from './story';

interface PrairieLearnDetails {
  /** The student's folder as it is called in texts. */
  readonly folder: string;
}

export function prairielearn(outcome: Outcome, { folder }: PrairieLearnDetails): string {
  const shown = forStudents(outcome);
  const file = shown.kind === 'graded' ? graded(shown.result, folder) : notGraded(shown);
  return `${JSON.stringify(file, undefined, 2)}\n`;
}

function graded(result: ShownResult, folder: string): object {
  const { tests, score, maxScore } = result;
  const message = summaryLines(result).join('\n');
  // There is only one score, so it is unknown if a part of it is unknown.
  if (!tests.every(isJudged)) return { gradable: false, message };
  return {
    gradable: true,
    score: maxScore === 0 ? 0 : score / maxScore,
    message,
    tests: tests.map((test) => ({
      name: `${test.id}: ${test.title}`,
      points: test.points,
      max_points: test.maxPoints,
      output: story(test, folder),
    })),
  };
}

function notGraded({ kind, message }: NotGraded): object {
  const head =
    kind === 'unusable'
      ? 'Your code cannot be run, so nothing was graded.'
      : 'The grader itself failed; this says nothing about your code.';
  return { gradable: false, message: `${head}\n\n${message}` };
}
