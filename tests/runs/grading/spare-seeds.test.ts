/** What the spare seeds are for: tests whose situation has not occurred yet, and failures to replay. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { CATALOGUE } from '../../../grader/judge/scenarios/catalogue';
import { gradeFolder, type Held } from '../../../grader/runs/grading/grade-folder';
import { seedsBy } from '../../../grader/instructor/class/seed-plan';
import { publicSeeds, type Seeds } from '../../../grader/runs/grading/seeds';

/** On this seed no leader of the reference is cut off. If that changes, look for another one. */
const WITHOUT_IT = 8_000_010;
const SOLUTION = path.join(__dirname, '..', '..', '..', 'solutions', 'raft');

/** The solution with one line changed. */
function changed(file: string, from: string, to: string): Held {
  const files = new Map(
    readdirSync(SOLUTION).map((name) => [name, readFileSync(path.join(SOLUTION, name))]),
  );
  const text = files.get(file)?.toString() ?? '';
  if (!text.includes(from)) throw new Error(`${file} has no ${from}`);
  return { id: 'changed', files: files.set(file, Buffer.from(text.replace(from, to))) };
}

async function graded(seeds: Seeds, folder: string | Held = SOLUTION, name = 'many-elections') {
  const told: string[] = [];
  const steps: string[] = [];
  const outcome = await gradeFolder({
    folder,
    shown: 'solutions/raft',
    tests: CATALOGUE.filter(({ id }) => id === `2A/${name}`),
    stage: '2A',
    seedsOf: () => seeds,
    replay: (id, seed) => `${id} ${seed}`,
    signal: new AbortController().signal,
    observer: {
      progress: (done, planned) => steps.push(`${done}/${planned}`),
      testDone: ({ status }) => told.push(status),
    },
    types: false,
    rechecks: 5,
  });
  if (outcome.kind === 'unusable') throw new Error(outcome.message);
  const [test] = outcome.result.tests;
  return { test, told, steps, differing: outcome.differing };
}

test('on a spare seed, the situation occurs', async () => {
  const { test, ...rest } = await graded({ shown: [WITHOUT_IT], hidden: [], spare: [1, 2] });
  expect(test).toMatchObject({ status: 'passed', points: 24, seedsRun: 2 });
  expect(rest).toEqual({ told: ['passed'], steps: ['0/0', '1/1', '2/2'], differing: [] });
});

test('without a spare seed, it is inconclusive', async () => {
  const { test, told } = await graded({ shown: [WITHOUT_IT], hidden: [], spare: [] });
  expect(test).toMatchObject({ status: 'inconclusive', points: 0, seedsRun: 1 });
  expect(told).toEqual(['inconclusive']);
});

test('where it has occurred, no spare seed is played', async () => {
  const { test } = await graded({ shown: [1, WITHOUT_IT], hidden: [], spare: [2] });
  expect(test).toMatchObject({ status: 'passed', seedsRun: 2 });
});

test('spare seeds are hidden ones where seeds are hidden', async () => {
  const { test } = await graded({ shown: [], hidden: [WITHOUT_IT], spare: [1], showing: 2 });
  expect(test).toMatchObject({ status: 'passed', seedsRun: 2, hidden: { run: 2, failed: 0 } });
});

test('a class with a secret has only hidden seeds to spare', () => {
  const key = Buffer.from('key');
  const plan = seedsBy({ shown: 0, hidden: { key, count: 1, own: false } });
  const [seeds] = CATALOGUE.map(plan('ada'));
  const { shown, hidden = [], spare = [], showing } = seeds ?? {};
  expect({ shown, showing, hidden: hidden.length, spare: new Set(spare).size }).toEqual({
    ...{ shown: [], showing: 1, hidden: 1, spare: 10 },
  });
  for (const seed of spare) expect(seed).toMatch(/^[0-9a-f]{32}$/);
  expect(spare).not.toContain(hidden[0]);
});

test('public seeds are followed by ten spare ones', () => {
  expect(publicSeeds(2)).toEqual({
    shown: [1, 2],
    hidden: [],
    spare: [3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
  });
});

const MINORITY = changed('server.ts', 'count > server.peers.length / 2', 'count >= 1');
const ENDLESS = changed('server.ts', 'return count > server.peers.length / 2', 'for (;;);');

describe('hidden seeds alone', () => {
  const hidden = ['a'.repeat(32), 'b'.repeat(32)];

  test('decide if they pass', async () => {
    const { test } = await graded(
      { shown: [], hidden, spare: [], showing: 7 },
      SOLUTION,
      'majority',
    );
    expect(test).toMatchObject({ status: 'passed', seedsRun: 2, hidden: { run: 2, failed: 0 } });
  });

  test('are followed by one public seed if they fail, which the student can replay', async () => {
    const { test, told, steps } = await graded(
      { shown: [], hidden, spare: [], showing: 7 },
      MINORITY,
      'majority',
    );
    expect(test).toMatchObject({
      status: 'failed',
      seedsRun: 3,
      hidden: { run: 2, failed: 2 },
      failingSeed: 7,
      replay: '2A/majority 7',
    });
    expect(told).toEqual(['failed']);
    expect(steps).toEqual(['0/0', '1/2', '2/2', '3/3']);
  });

  test('are not followed by another run if one had to be ended by force', async () => {
    const { test } = await graded(
      { shown: [], hidden, spare: [], showing: 7 },
      ENDLESS,
      'majority',
    );
    expect(test).toMatchObject({
      status: 'failed',
      rule: 'K.3',
      seedsRun: 1,
      failingSeed: hidden[0],
    });
  });

  test('leave nothing to add where a public seed was played', async () => {
    const { test } = await graded({ shown: [3], hidden, spare: [] }, MINORITY, 'majority');
    expect(test).toMatchObject({ seedsRun: 3, replay: '2A/majority 3' });
  });
});
