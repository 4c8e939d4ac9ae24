/**
 * Checks that the stages before the graded one still pass, with one seed for each test that had
 * passed: new code in a later stage is the usual way to break an earlier one. No points depend on
 * it.
 */
import type { GradingOptions } from '../../runs/grading/grade-folder';
import { oneSeed } from '../../runs/grading/seeds';
import type { GradeResult, TestResult } from '../../report/result';
import { CATALOGUE } from '../../judge/scenarios/catalogue';
import { stageOf } from '../../judge/scenarios/scenario';
import type { GradeCommand } from '../../command/grade-words/args';
import { isRegression, passedBefore, type StageMemory } from '../../command/memory/stage-memory';

export interface LookBack {
  readonly passed: readonly TestResult[];
  /** Tests that passed in an earlier grading and fail now. */
  readonly regressions: readonly TestResult[];
  readonly result: GradeResult;
}

type Grade = (typeof import('../../runs/grading/grade-folder'))['gradeFolder'];

/** @returns undefined if there is nothing to look at, or if it was interrupted */
export async function lookBack(
  ids: readonly string[],
  options: Omit<GradingOptions, 'tests' | 'stage' | 'seedsOf' | 'types'>,
  gradeFolder: Grade,
): Promise<LookBack | undefined> {
  if (ids.length === 0) return undefined;
  const outcome = await gradeFolder({
    ...options,
    tests: CATALOGUE.filter(({ id }) => ids.includes(id)),
    stage: 'all',
    seedsOf: () => oneSeed(1),
    types: false,
  });
  // The grading of the stage itself will report why a folder cannot be graded.
  if (outcome.kind === 'unusable' || !outcome.result.complete) return undefined;
  const { result } = outcome;
  return {
    result,
    passed: result.tests.filter(({ status }) => status === 'passed'),
    regressions: result.tests.filter(isRegression),
  };
}

/** The tests to look back at: none unless whole stages of labs/raft are graded for a person. */
export function toLookBackAt(
  command: GradeCommand & { readonly kind: 'grade' },
  memory: StageMemory,
): readonly string[] {
  const { target, tests, seed, json, reports, stages } = command;
  const last = stages.at(-1);
  if (target.kind !== 'labs' || tests || seed !== undefined || json || reports || !last) return [];
  return passedBefore(memory, last).filter((id) => !stages.includes(stageOf({ id })));
}
