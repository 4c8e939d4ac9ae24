/** The texts of a test and of a whole result that formats share, without colours. */
import { noColours } from '../colour';
import { failure } from '../terminal';
import type { ShownResult, ShownTest } from './for-students';

/** False for a test without a verdict, whose points are not known. */
export function isJudged({ status }: ShownTest): boolean {
  return status !== 'error' && status !== 'blocked';
}

/** The whole text of a test; for a failure, its cause and the command that replays it. */
export function story(test: ShownTest, folder: string): string {
  const hidden = hiddenLine(test);
  return [told(test, folder), ...(hidden === '' ? [] : [`\n${hidden}`])].join('\n');
}

function told(test: ShownTest, folder: string): string {
  switch (test.status) {
    case 'passed':
    case 'blocked':
      return `${brief(test)}.`;
    case 'error':
      return `The grader itself failed in this test; this says nothing about your code. There is no score for it until your code is graded again; your instructor sees this in the report.\n${test.message ?? ''}`.trimEnd();
    case 'failed':
    case 'todo':
    case 'inconclusive':
      return failure(test, folder, noColours);
  }
}

/** How a test ended, in a few words. */
export function brief(test: ShownTest): string {
  const { status, seedsRun, seedsFailed } = test;
  switch (status) {
    case 'passed':
      return `passed on ${seeds(seedsRun)}`;
    case 'failed':
      return `failed on ${seedsFailed} of ${seeds(seedsRun)}, rule ${test.rule ?? ''}`;
    case 'todo':
      return `not written yet: TODO ${test.rule ?? ''}`;
    case 'inconclusive':
      return 'inconclusive: the situation that it tests did not occur in any run';
    case 'blocked':
      return seedsRun === 0 ? 'not run' : `stopped after ${seeds(seedsRun)}`;
    case 'error':
      return 'the grader failed here, not you';
  }
}

function seeds(count: number): string {
  return `${count} ${count === 1 ? 'seed' : 'seeds'}`;
}

/** Empty if there were no hidden runs. */
function hiddenLine({ hidden, seedsRun, seedsFailed, id, replay }: ShownTest): string {
  if (!hidden || hidden.run === 0) return '';
  const [stage, name] = id.split('/', 2);
  const passed = seedsRun > hidden.run ? 'All public seeds pass; more' : 'Public';
  const onlyThere =
    hidden.failed > 0 && seedsFailed === hidden.failed && replay === undefined
      ? ` ${passed} seeds may show the failure: npm run grade ${stage} only=${name} seeds=100`
      : '';
  return `${hidden.run} of these runs ${hidden.run === 1 ? 'was' : 'were'} on hidden seeds, and ${hidden.failed} of those failed.${onlyThere}`;
}

export interface Total {
  readonly stage: string;
  readonly points: number;
  readonly maxPoints: number;
  readonly passed: number;
  readonly tests: readonly ShownTest[];
}

export function totals({ tests }: ShownResult): readonly Total[] {
  const stages = [...new Set(tests.map(({ stage }) => stage))];
  return stages.map((stage) => {
    const own = tests.filter((test) => test.stage === stage);
    return {
      stage,
      points: own.reduce((sum, { points }) => sum + points, 0),
      maxPoints: own.reduce((sum, { maxPoints }) => sum + maxPoints, 0),
      passed: own.filter(({ status }) => status === 'passed').length,
      tests: own,
    };
  });
}

/** The points, and what a reader must know about them. */
export function summaryLines(result: ShownResult): readonly string[] {
  const { tests, score, maxScore, complete } = result;
  const errors = tests.filter(({ status }) => status === 'error').length;
  const run = sum(tests, ({ hidden }) => hidden?.run ?? 0);
  const failed = sum(tests, ({ hidden }) => hidden?.failed ?? 0);
  return [
    ...totals(result).map(
      ({ stage, points, maxPoints, passed, tests: own }) =>
        `${stage}: ${points} of ${maxPoints} points, ${passed} of ${own.length} tests passed`,
    ),
    ...(totals(result).length === 1 ? [] : [`Total: ${score} of ${maxScore} points`]),
    ...(complete
      ? []
      : ['The grading was stopped before it finished: this is only a part of the result.']),
    ...(errors === 0
      ? []
      : [
          `The grader itself failed in ${errors === 1 ? 'one test' : `${errors} tests`}; this says nothing about your code. The points for ${errors === 1 ? 'it' : 'them'} are missing from the total until your code is graded again; your instructor sees this in the report.`,
        ]),
    ...(run === 0 ? [] : [`Hidden seeds: ${run} runs, of which ${failed} failed.`]),
  ];
}

function sum(tests: readonly ShownTest[], of: (test: ShownTest) => number): number {
  return tests.reduce((all, test) => all + of(test), 0);
}
