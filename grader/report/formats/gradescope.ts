/** Gradescope's results.json. What was not judged has no score: a missing one is no zero. */
import { forStudents, type ShownResult, type ShownTest } from './for-students';
import type { NotGraded, Outcome } from './outcome';
import { isJudged, story, summaryLines } from './story';

interface GradescopeDetails {
  /** The student's folder as texts call it. */
  readonly folder: string;
}

const PLAIN = { output_format: 'text', test_output_format: 'text' } as const;
const SHOWN = { visibility: 'visible', stdout_visibility: 'hidden' } as const;

export function gradescope(outcome: Outcome, { folder }: GradescopeDetails): string {
  const shown = forStudents(outcome);
  const file = shown.kind === 'graded' ? graded(shown.result, folder) : notGraded(shown);
  return `${JSON.stringify(file, undefined, 2)}\n`;
}

function graded(result: ShownResult, folder: string): object {
  const judged = result.tests.filter(isJudged);
  // Gradescope adds up the tests, unless one lacks a score; without any score it says that the run failed.
  const needsTotal = judged.length > 0 && judged.length < result.tests.length;
  return {
    ...(needsTotal && { score: result.score }),
    execution_time: result.durationMs / 1_000,
    output: summaryLines(result).join('\n'),
    ...PLAIN,
    ...SHOWN,
    tests: result.tests.map((test) => ({
      ...(isJudged(test) && {
        score: test.points,
        status: test.status === 'passed' ? 'passed' : 'failed',
      }),
      max_score: test.maxPoints,
      name: `${test.id}: ${test.title}`,
      output: story(test, folder),
      output_format: 'text',
      tags: [test.stage],
      visibility: 'visible',
      extra_data: about(test),
    })),
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
      : 'The grader itself failed, which says nothing about your code. There is no score until it is graded again; this report tells your instructor so.';
  return {
    ...(kind === 'unusable' && { score: 0 }),
    output: `${head}\n\n${message}`,
    ...PLAIN,
    ...SHOWN,
    tests: [],
    extra_data: { stage, status: kind, max_score: maxScore, graded_at: startedAt },
  };
}
