/** All tests, in the order in which a student meets them. */
import type { Stage } from '../../contract';
import { TESTS_2A } from './2A';
import { TESTS_2B } from './2B';
import { TESTS_2C } from './2C';
import { type Scenario, stageOf } from './scenario';

export const CATALOGUE: readonly Scenario[] = [...TESTS_2A, ...TESTS_2B, ...TESTS_2C];

export function ofStage(stage: Stage | 'all'): readonly Scenario[] {
  return CATALOGUE.filter((test) => stage === 'all' || stageOf(test) === stage);
}

/** @throws Error for an unknown id */
export function testCalled(id: string): Scenario {
  const test = CATALOGUE.find((one) => one.id === id);
  if (!test) throw new Error(`there is no test ${id}`);
  return test;
}
