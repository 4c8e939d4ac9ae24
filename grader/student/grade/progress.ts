/**
 * A student's progress in a stage, as lines: a bar, tests and TODOs, and what this grading has
 * gained.
 */
import type { Stage } from '../../contract';
import type { StageMemory } from '../../command/memory/stage-memory';
import { CATALOGUE } from '../../judge/scenarios/catalogue';
import { type Scenario, stageOf } from '../../judge/scenarios/scenario';
import pc from '../../report/colour';
import { COLUMNS, fold } from '../../report/plain';
import type { TestResult } from '../../report/result';
import { type OpenTodo, TODOS } from './open-todos';

const BAR_COLUMNS = 20;
/** For a line with other columns beside the bar. */
export const SHORT_BAR_COLUMNS = 10;

/** The progress in a stage, in numbers. */
export interface Score {
  readonly stage: Stage;
  readonly passed: readonly Scenario[];
  readonly tests: readonly Scenario[];
  /** TODOs that are written. */
  readonly written: number;
}

export function scoreOf(stage: Stage, memory: StageMemory, open: readonly OpenTodo[]): Score {
  const tests = CATALOGUE.filter((test) => stageOf(test) === stage);
  const kept = memory.get(stage)?.tests;
  const left = open.filter((todo) => todo.stage === stage).length;
  return {
    stage,
    tests,
    passed: tests.filter(({ id }) => kept?.get(id)?.status === 'passed'),
    written: Math.max(0, TODOS[stage] - left),
  };
}

/** `7 of 18 tests, 3 of 11 TODOs` */
export function scoreText({ stage, passed, tests, written }: Score): string {
  return `${passed.length} of ${tests.length} tests, ${written} of ${TODOS[stage]} TODOs`;
}

/** Measured in points, because they are what is graded. */
export function bar({ passed }: Score, columns = BAR_COLUMNS): string {
  const full = Math.floor((pointsOf(passed) * columns) / 100);
  return '█'.repeat(full) + '░'.repeat(columns - full);
}

/**
 * @param before what was remembered before this grading
 * @returns no lines for a stage whose tests all passed before and now
 */
export function progressLines(
  stages: readonly Stage[],
  before: StageMemory,
  now: StageMemory,
  open: readonly OpenTodo[],
): readonly string[] {
  return stages.flatMap((stage) => {
    const [old, score] = [scoreOf(stage, before, open), scoreOf(stage, now, open)];
    const changes = [
      ...changed('Won', old.passed, score.passed),
      ...changed('Lost', score.passed, old.passed),
    ];
    if (changes.length === 0 && score.passed.length === score.tests.length) return [];
    return [`${stage}  ${bar(score)}  ${scoreText(score)}`, ...changes];
  });
}

/** Why a test that has just passed may not count above. */
export function seedsNote(tests: readonly TestResult[], now: StageMemory): readonly string[] {
  const passed = tests.filter(({ status }) => status === 'passed');
  const isKept = ({ id, stage }: TestResult) => now.get(stage)?.tests.get(id)?.status === 'passed';
  if (passed.every(isKept)) return [];
  return [
    pc.dim(
      'The bar counts tests that passed on all their seeds: run them without seed= and seeds=.',
    ),
  ];
}

function changed(
  what: 'Won' | 'Lost',
  from: readonly Scenario[],
  to: readonly Scenario[],
): readonly string[] {
  const more = to.filter((test) => !from.includes(test));
  if (more.length === 0) return [];
  const tests = `${more.length} ${more.length === 1 ? 'test' : 'tests'}`;
  const points = pointsOf(more);
  const names = more.map(({ id }) => id.slice(id.indexOf('/') + 1)).join(', ');
  const text = `${what} since the last run: ${tests}, ${points} ${points === 1 ? 'point' : 'points'} (${names})`;
  const style = what === 'Won' ? pc.green : pc.red;
  return fold(text, COLUMNS).map((line) => style(line));
}

function pointsOf(tests: readonly Scenario[]): number {
  return tests.reduce((sum, { points }) => sum + points, 0);
}
