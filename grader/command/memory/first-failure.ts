/**
 * Finds in the result of the last grading what a hint would help with: the first test that failed, and
 * the rule that it named. Pure. The file is the student's to change, so nothing of it is shown but ids
 * that the kit knows.
 */
import type { Stage } from '../../contract';
import { CATALOGUE } from '../../judge/scenarios/catalogue';
import { stageOf } from '../../judge/scenarios/scenario';
import { SCHEMA } from '../../report/result';
import { type Subject, subjectOf } from '../../student/hints/index';
import { isRecord } from '../../student/hints/progress';

export type LastGrade =
  /** No result of a grading, or none of these stages. */
  | { readonly kind: 'none' }
  /** All tests that were run have passed. */
  | { readonly kind: 'passed' }
  /** None has failed, and not all were judged. */
  | { readonly kind: 'unjudged' }
  | {
      readonly kind: 'failed';
      readonly test: Subject;
      readonly rule: Subject | undefined;
      /** It stopped at code that is not written yet. */
      readonly isTodo: boolean;
      readonly startedAt: number | undefined;
    };

const FAILED = ['failed', 'todo', 'inconclusive'];

/** @param text a `raft-lab/result/1` document */
export function lastGrade(text: string, stages: readonly Stage[]): LastGrade {
  let told: unknown;
  try {
    told = JSON.parse(text);
  } catch {
    return { kind: 'none' };
  }
  if (!isRecord(told) || told['schema'] !== SCHEMA || !Array.isArray(told['tests']))
    return { kind: 'none' };
  const results = new Map<unknown, Readonly<Record<string, unknown>>>();
  for (const test of told['tests'] as readonly unknown[])
    if (isRecord(test)) results.set(test['id'], test);
  const tests = CATALOGUE.filter((test) => stages.includes(stageOf(test))).flatMap(({ id }) => {
    const result = results.get(id);
    return result === undefined ? [] : [{ id, status: String(result['status']), result }];
  });
  if (tests.length === 0) return { kind: 'none' };
  const first = tests.find(({ status }) => FAILED.includes(status));
  const test = first && subjectOf(first.id);
  if (!first || !test)
    return { kind: tests.every(({ status }) => status === 'passed') ? 'passed' : 'unjudged' };
  const rule = subjectOf(String(first.result['rule']));
  const startedAt = Date.parse(String(told['startedAt']));
  return {
    kind: 'failed',
    test,
    rule: rule?.kind === 'rule' ? rule : undefined,
    isTodo: first.status === 'todo',
    startedAt: Number.isNaN(startedAt) ? undefined : startedAt,
  };
}
