/** The run that failed first in the last grading, if that is remembered. */
import type { Stage } from '../../contract';
import { isRecord } from '../hints/progress';
import { lastGrade } from '../../command/memory/first-failure';
import { HintMemory } from '../hints/hint-memory';

export interface FailedRun {
  readonly test: string;
  readonly seed: number;
}

const SEED_MAX = 2 ** 31 - 1;

/** @param kit the kit's folder */
export function failedRun(kit: string, stages: readonly Stage[]): FailedRun | undefined {
  const text = new HintMemory(kit).lastGrade() ?? '';
  const grade = lastGrade(text, stages);
  if (grade.kind !== 'failed') return undefined;
  const seed = seedIn(text, grade.test.id);
  return seed === undefined ? undefined : { test: grade.test.id, seed };
}

/** The file is a person's to change. */
function seedIn(text: string, id: string): number | undefined {
  const { tests } = JSON.parse(text) as { readonly tests: readonly unknown[] };
  const test = tests.find((one) => isRecord(one) && one['id'] === id);
  const seed = isRecord(test) ? test['failingSeed'] : undefined;
  if (typeof seed !== 'number' || !Number.isInteger(seed)) return undefined;
  return seed >= 0 && seed <= SEED_MAX ? seed : undefined;
}
