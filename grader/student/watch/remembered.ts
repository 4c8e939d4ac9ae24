/** What the last grading said of each test, as far as that is remembered. The file is a person's to change. */
import { isRecord } from '../hints/progress';
import type { TestStatus } from '../../report/result';
import { CATALOGUE } from '../../judge/scenarios/catalogue';
import type { Known } from './plan';

const STATUSES: readonly TestStatus[] = ['passed', 'failed', 'inconclusive', 'todo'];
const SEED_MAX = 2 ** 31 - 1;

/** @param text a result, or anything else */
export function rememberedTests(text: string): readonly Known[] {
  let told: unknown;
  try {
    told = JSON.parse(text);
  } catch {
    return [];
  }
  if (!isRecord(told) || !Array.isArray(told['tests'])) return [];
  return (told['tests'] as readonly unknown[]).flatMap((test) => {
    if (!isRecord(test)) return [];
    const id = CATALOGUE.find((one) => one.id === test['id'])?.id;
    const status = STATUSES.find((one) => one === test['status']);
    const seed = test['failingSeed'];
    if (id === undefined || status === undefined) return [];
    return [{ id, status, ...(isSeed(seed) && { failingSeed: seed }) }];
  });
}

function isSeed(seed: unknown): seed is number {
  return typeof seed === 'number' && Number.isInteger(seed) && seed >= 0 && seed <= SEED_MAX;
}
