/**
 * Reads the result of each test in a grading. Students can change the file, so only known ids, states and seeds
 * are taken from it.
 */
import { CATALOGUE } from '../../judge/scenarios/catalogue';
import { isRecord } from '../../report/is-record';
import { SCHEMA, type TestStatus } from '../../report/result';
import { isSeed, type Seed } from '../../world/sim/seed';

interface RememberedTest {
  readonly id: string;
  readonly status: TestStatus;
  /** As in the file; the caller that shows it looks it up. */
  readonly rule: string | undefined;
  readonly failingSeed: Seed | undefined;
}

interface RememberedResult {
  /** Milliseconds since 1970. */
  readonly startedAt: number | undefined;
  /** In the catalogue's order. */
  readonly tests: readonly RememberedTest[];
}

const STATUSES: readonly TestStatus[] = [
  'passed',
  'failed',
  'inconclusive',
  'todo',
  'blocked',
  'error',
];

/** @param text a `raft-lab/result/1` document, or anything else */
export function readResult(text: string): RememberedResult | undefined {
  let told: unknown;
  try {
    told = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isRecord(told) || told['schema'] !== SCHEMA || !Array.isArray(told['tests']))
    return undefined;
  const results = new Map<unknown, Readonly<Record<string, unknown>>>();
  for (const test of told['tests'] as readonly unknown[])
    if (isRecord(test)) results.set(test['id'], test);
  const startedAt = Date.parse(String(told['startedAt']));
  return {
    startedAt: Number.isNaN(startedAt) ? undefined : startedAt,
    tests: CATALOGUE.flatMap(({ id }) => testIn(id, results.get(id))),
  };
}

function testIn(
  id: string,
  result: Readonly<Record<string, unknown>> | undefined,
): readonly RememberedTest[] {
  const status = STATUSES.find((one) => one === result?.['status']);
  if (result === undefined || status === undefined) return [];
  const { rule, failingSeed } = result;
  return [
    {
      id,
      status,
      rule: typeof rule === 'string' ? rule : undefined,
      failingSeed: isSeed(failingSeed) ? failingSeed : undefined,
    },
  ];
}
