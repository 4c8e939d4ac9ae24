/** What failed first in the last grading: hints, traces and the debugger start from it. Pure. */
import type { Stage } from '../../contract';
import { CATALOGUE } from '../../judge/scenarios/catalogue';
import { readResult } from './read-result';
import type { Seed } from '../../world/sim/seed';
import type { StageMemory } from './stage-memory';

export type LastGrade =
  /** There is no result of a grading, or it has none of these stages. */
  | { readonly kind: 'none' }
  /** All tests that were run have passed. */
  | { readonly kind: 'passed' }
  /** None has failed, and not all were judged. */
  | { readonly kind: 'unjudged' }
  | {
      readonly kind: 'failed';
      /** Id of the test. */
      readonly test: string;
      readonly seed: Seed | undefined;
      /** As in the file; the caller that shows it looks it up. */
      readonly rule: string | undefined;
      /** The test reached code that is not written yet. */
      readonly isTodo: boolean;
      readonly startedAt: number | undefined;
    };

const FAILED = ['failed', 'todo', 'inconclusive'];

/**
 * What failed first in these stages when they were last graded, which need not be the last grading of all.
 *
 * @param text of the last grading, a `raft-lab/result/1` document
 */
export function lastFailure(
  text: string,
  memory: StageMemory,
  stages: readonly Stage[],
): LastGrade {
  const last = lastGrade(text, stages);
  return last.kind === 'none' ? earlierGrade(memory, stages) : last;
}

function earlierGrade(memory: StageMemory, stages: readonly Stage[]): LastGrade {
  const known = stages.map((stage) => memory.get(stage)?.tests);
  const tests = CATALOGUE.flatMap(({ id }) => {
    const test = known.map((of) => of?.get(id)).find((one) => one !== undefined);
    return test ? [{ ...test, id }] : [];
  });
  if (tests.length === 0) return { kind: 'none' };
  const first = tests.find(({ status }) => status !== 'passed');
  if (!first) return { kind: 'passed' };
  return {
    kind: 'failed',
    test: first.id,
    seed: first.failingSeed,
    rule: first.rule,
    isTodo: first.status === 'todo',
    startedAt: first.gradedAt,
  };
}

/** @param text a `raft-lab/result/1` document */
function lastGrade(text: string, stages: readonly Stage[]): LastGrade {
  const result = readResult(text);
  const tests = (result?.tests ?? []).filter(({ id }) =>
    stages.some((stage) => id.startsWith(`${stage}/`)),
  );
  if (tests.length === 0) return { kind: 'none' };
  const first = tests.find(({ status }) => FAILED.includes(status));
  if (!first)
    return { kind: tests.every(({ status }) => status === 'passed') ? 'passed' : 'unjudged' };
  return {
    kind: 'failed',
    test: first.id,
    seed: first.failingSeed,
    rule: first.rule,
    isTodo: first.status === 'todo',
    startedAt: result?.startedAt,
  };
}
