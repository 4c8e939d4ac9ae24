/**
 * What to run, in which order: first the run that failed, then the rest of its stage and the stages
 * before it, and later stages only if those pass. Pure.
 */
import { readResult } from '../../command/memory/read-result';
import type { Stage } from '../../contract';
import { isUnwell } from '../../report/focus';
import type { GradeResult, TestResult } from '../../report/result';
import { CATALOGUE } from '../../judge/scenarios/catalogue';
import { type Scenario, stageOf } from '../../judge/scenarios/scenario';
import type { Seed } from '../../world/sim/seed';

/** What is known of a test from this watch or from an earlier grading. */
export type Known = Pick<TestResult, 'id' | 'status' | 'rule' | 'failingSeed'>;

/** The run that is played first. */
export interface Focus {
  readonly test: Scenario;
  readonly seed: Seed;
}

/** The first failure of the earliest stage that has one. */
export function focusOf(
  known: ReadonlyMap<string, Known>,
  stages: readonly Stage[],
): Focus | undefined {
  for (const test of CATALOGUE) {
    const result = known.get(test.id);
    if (!result || !stages.includes(stageOf(test)) || !isBroken(result)) continue;
    return { test, seed: result.failingSeed ?? 1 };
  }
  return undefined;
}

function isBroken(known: Known): boolean {
  return isUnwell(known as TestResult);
}

/** The stages in the order in which they run, in groups. A group runs only if the one before passes. */
export function groupsOf(
  stages: readonly Stage[],
  focus: Focus | undefined,
): readonly (readonly Stage[])[] {
  const first = focus ? stageOf(focus.test) : (stages.at(-1) ?? '2A');
  const earlier = stages.filter((stage) => stage < first).reverse();
  const later = stages.filter((stage) => stage > first);
  return [[first, ...earlier], ...later.map((stage) => [stage])];
}

export function testsOf(stages: readonly Stage[], focus: Focus | undefined): readonly Scenario[] {
  const tests = stages.flatMap((stage) => CATALOGUE.filter((test) => stageOf(test) === stage));
  const first = tests.filter((test) => test === focus?.test);
  return [...first, ...tests.filter((test) => test !== focus?.test)];
}

/** Merges two gradings of the same code, with tests in the catalogue's order. */
export function together(a: GradeResult | undefined, b: GradeResult): GradeResult {
  const tests = inOrder([...(a?.tests ?? []), ...b.tests]);
  return {
    ...b,
    stage: new Set(tests.map(({ stage }) => stage)).size === 1 ? b.stage : 'all',
    seeds: { shown: { ...a?.seeds.shown, ...b.seeds.shown } },
    status: worse(a?.status, b.status),
    complete: b.complete && (a?.complete ?? true),
    score: (a?.score ?? 0) + b.score,
    maxScore: (a?.maxScore ?? 0) + b.maxScore,
    startedAt: a?.startedAt ?? b.startedAt,
    durationMs: (a?.durationMs ?? 0) + b.durationMs,
    tests,
  };
}

function worse(a: GradeResult['status'] | undefined, b: GradeResult['status']) {
  if (a === 'error' || b === 'error') return 'error';
  return a === 'failed' ? 'failed' : b;
}

function inOrder(tests: readonly TestResult[]): readonly TestResult[] {
  return CATALOGUE.flatMap(({ id }) => tests.filter((test) => test.id === id));
}

/**
 * The results of the last grading, as far as they are remembered.
 *
 * @param text a result; any other text counts as none
 */
export function rememberedTests(text: string): readonly Known[] {
  return (readResult(text)?.tests ?? [])
    .filter(({ status }) => status !== 'blocked' && status !== 'error')
    .map(({ id, status, failingSeed }) => ({
      id,
      status,
      ...(failingSeed !== undefined && { failingSeed }),
    }));
}
