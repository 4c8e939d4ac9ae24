/**
 * Gradescope's results.json. A test that was not judged has no score, because a missing score does not
 * count as a zero.
 */
import { forStudents, type ShownResult, type ShownTest } from './for-students';
import type { NotGraded, Outcome } from './outcome';
import { isJudged, story, summaryLines } from './story';

/** When students see points and hidden runs, in Gradescope's own terms. */
export const VISIBILITIES = ['visible', 'hidden', 'after_due_date', 'after_published'] as const;

export type Visibility = (typeof VISIBILITIES)[number];

interface GradescopeDetails {
  /** The student's folder as it is called in texts. */
  readonly folder: string;
  /** `visible` by default. */
  readonly visibility?: Visibility;
}

const PLAIN = { output_format: 'text', test_output_format: 'text' } as const;
const SHOWN = { visibility: 'visible', stdout_visibility: 'hidden' } as const;

export function gradescope(outcome: Outcome, details: GradescopeDetails): string {
  const shown = forStudents(outcome);
  const file = shown.kind === 'graded' ? graded(shown.result, details) : notGraded(shown);
  return `${JSON.stringify(file, undefined, 2)}\n`;
}

function graded(
  result: ShownResult,
  { folder, visibility = 'visible' }: GradescopeDetails,
): object {
  const isLater = visibility !== 'visible';
  const judged = result.tests.filter(isJudged);
  // Gradescope sums up the tests, unless one lacks a score; without any score it reports that the run
  // failed.
  const needsTotal = judged.length > 0 && (isLater || judged.length < result.tests.length);
  return {
    ...(needsTotal && { score: result.score }),
    execution_time: result.durationMs / 1_000,
    output: isLater ? LATER : summaryLines(result).join('\n'),
    ...PLAIN,
    ...SHOWN,
    tests: [
      ...(isLater ? result.tests.map((test) => onPublicSeeds(test, folder)) : []),
      ...result.tests.map((test) => ({
        ...(isJudged(test) && {
          score: test.points,
          status: test.status === 'passed' ? 'passed' : 'failed',
        }),
        max_score: test.maxPoints,
        name: `${test.id}: ${test.title}`,
        output: story(test, folder),
        output_format: 'text',
        tags: [test.stage],
        visibility,
        extra_data: about(test),
      })),
    ],
    extra_data: {
      kit_version: result.kitVersion,
      suite_hash: result.suiteHash,
      stage: result.stage,
      status: result.status,
      complete: result.complete,
      graded_at: result.startedAt,
    },
  };
}

const LATER =
  'Your code was graded. These are the results on the public seeds; the points follow later.';

/** The result that `npm run grade` shows to every student: without points, and without hidden runs. */
function onPublicSeeds(test: ShownTest, folder: string): object {
  const { hidden, seedsRun, seedsFailed } = test;
  const failed = seedsFailed - (hidden?.failed ?? 0);
  const run = seedsRun - (hidden?.run ?? 0);
  const isTold = failed > 0 || (isJudged(test) && test.status !== 'passed' && !hidden?.failed);
  const shown = { ...test, seedsRun: run, seedsFailed: failed, hidden: { run: 0, failed: 0 } };
  return {
    ...(isJudged(test) && { status: isTold ? 'failed' : 'passed' }),
    name: `${test.id}: ${test.title} (public seeds)`,
    output: isTold || !isJudged(test) ? story(shown, folder) : '',
    output_format: 'text',
    tags: [test.stage],
    visibility: 'visible',
  };
}

function about({ id, status, rule, seedsRun, seedsFailed, hidden }: ShownTest): object {
  return {
    id,
    status,
    ...(rule !== undefined && { rule }),
    seeds_run: seedsRun,
    seeds_failed: seedsFailed,
    ...(hidden && { hidden_run: hidden.run, hidden_failed: hidden.failed }),
  };
}

function notGraded({ kind, message, stage, startedAt, maxScore }: NotGraded): object {
  const head =
    kind === 'unusable'
      ? 'Your code cannot be run, so there are no points yet.'
      : 'The grader itself failed; this says nothing about your code. There is no score until your code is graded again; your instructor sees this in the report.';
  return {
    ...(kind === 'unusable' && { score: 0 }),
    output: `${head}\n\n${message}`,
    ...PLAIN,
    ...SHOWN,
    tests: [],
    extra_data: { stage, status: kind, max_score: maxScore, graded_at: startedAt },
  };
}
