/** What the last grading said of each test, as far as that is remembered. */
import { readResult } from '../../command/memory/read-result';
import type { Known } from './plan';

/** @param text a result, or anything else */
export function rememberedTests(text: string): readonly Known[] {
  return (readResult(text)?.tests ?? [])
    .filter(({ status }) => status !== 'blocked' && status !== 'error')
    .map(({ id, status, failingSeed }) => ({
      id,
      status,
      ...(failingSeed !== undefined && { failingSeed }),
    }));
}
