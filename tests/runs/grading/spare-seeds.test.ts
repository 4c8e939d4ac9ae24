/** A test whose situation has not occurred yet is played on more seeds before it is inconclusive. */
import path from 'node:path';
import { CATALOGUE } from '../../../grader/judge/scenarios/catalogue';
import { gradeFolder } from '../../../grader/runs/grading/grade-folder';
import { publicSeeds, type Seeds } from '../../../grader/runs/grading/seeds';

/** On this seed no leader of the reference is cut off. If that changes, look for another one. */
const WITHOUT_IT = 8_000_010;
const SOLUTION = path.join(__dirname, '..', '..', '..', 'solutions', 'raft');

async function graded(seeds: Seeds) {
  const told: string[] = [];
  const steps: string[] = [];
  const outcome = await gradeFolder({
    folder: SOLUTION,
    shown: 'solutions/raft',
    tests: CATALOGUE.filter(({ id }) => id === '2A/many-elections'),
    stage: '2A',
    seedsOf: () => seeds,
    replay: () => '',
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

test('public seeds are followed by ten spare ones', () => {
  expect(publicSeeds(2)).toEqual({
    shown: [1, 2],
    hidden: [],
    spare: [3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
  });
});
