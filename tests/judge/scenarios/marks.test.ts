/**
 * A mark is what must have happened for a run to mean anything. A run that does not reach its marks is
 * inconclusive, and a test none of whose runs reach one has no points to give.
 */
import { runTest } from '../../../grader/runs/pool/run-test';
import type { Program } from '../../../grader/world/realm/program';
import { Sources } from '../../../grader/report/place';
import { neverReached, tally } from '../../../grader/report/tally';
import { failure } from '../../../grader/report/terminal';
import { CATALOGUE } from '../../../grader/judge/scenarios/catalogue';
import type { RunResult } from '../../../grader/judge/scenarios/run-result';
import type { Scenario } from '../../../grader/judge/scenarios/scenario';
import { referenceProgram } from '../../support/programs';

const FIRST_SEED = 1;
const NO_MAP = JSON.stringify({ version: 3, sources: [], names: [], mappings: '' });
const MARKED = CATALOGUE.filter(({ marks = [] }) => marks.length > 0);

let reference: Program;
beforeAll(async () => {
  reference = await referenceProgram();
});

/** A duplicate is waited for, on a network that may or may not make one. */
function waitForDuplicate(duplicating: (seed: number) => boolean): Scenario {
  let seed = 0;
  return {
    id: '2A/canary',
    title: 'Canary',
    story: 'Waits for a request that arrives twice.',
    rules: ['V.1'],
    points: 7,
    servers: 3,
    seeds: 2,
    marks: ['a request arrived twice'],
    play(cluster) {
      seed++;
      cluster.duplicating = duplicating(seed);
      cluster.markWhen(
        'a request arrived twice',
        (event) => event.kind === 'deliver' && event.copy > 0,
      );
      cluster.leader();
      cluster.run(2_000);
      return undefined;
    },
  };
}

function verdict(test: Scenario, results: readonly RunResult[]) {
  const seeds = results.map(({ seed }) => seed);
  const runs = { test, results, faults: [], seeds, hidden: new Set<number>(), realMs: 0 };
  return tally(runs, { sources: new Sources(NO_MAP, ''), replay: () => 'npm run grade' });
}

describe('a scenario whose fault', () => {
  test('never fires is inconclusive, and gives no points', () => {
    const test = waitForDuplicate(() => false);
    const results = [1, 2].map((seed) => runTest(reference, test, seed));
    expect(results.map(({ status }) => status)).toEqual(['inconclusive', 'inconclusive']);
    expect(results[0]?.unreached).toEqual(['a request arrived twice']);
    const judged = verdict(test, results);
    expect(judged).toMatchObject({ status: 'inconclusive', points: 0 });
    expect(failure(judged, 'labs/raft')).toContain('did not occur in any of 2 runs');
    expect(failure(judged, 'labs/raft')).toContain('- a request arrived twice');
  });

  test('fires in one of its runs has shown what it is about', () => {
    const test = waitForDuplicate((seed) => seed === 2);
    const results = [1, 2].map((seed) => runTest(reference, test, seed));
    expect(results.map(({ status }) => status)).toEqual(['inconclusive', 'passed']);
    expect(verdict(test, results)).toMatchObject({ status: 'passed', points: 7 });
  });
});

describe('over its default seeds the reference reaches all marks of', () => {
  test.each(MARKED.map((marked) => [marked.id, marked] as const))('%s', (_id, marked) => {
    const runs: RunResult[] = [];
    for (let i = 0; i < marked.seeds; i++) {
      runs.push(runTest(reference, marked, FIRST_SEED + i));
      // One run that reaches a mark is enough; the rest is what `npm run prove` is for.
      if (neverReached(runs).length === 0) break;
    }
    expect(neverReached(runs)).toEqual([]);
  });
});

test('marks say what happened, each once', () => {
  for (const { marks = [] } of MARKED) {
    expect(new Set(marks).size).toBe(marks.length);
    for (const mark of marks) expect(mark).toMatch(/^[a-zS].*[^.]$/);
  }
});
