/** With visibility=, a student on Gradescope sees at once what public seeds show, and nothing else. */
import { gradescope } from '../../../grader/report/formats/gradescope';
import { resultOf, testOf } from './samples';

interface Shown {
  readonly name: string;
  readonly score?: number;
  readonly status?: string;
  readonly output: string;
  readonly visibility: string;
}

const TESTS = [
  testOf('passed', { id: '2C/a', hidden: { run: 2, failed: 0 } }),
  testOf('failed', {
    ...{ id: '2C/b', rule: 'P.2', seedsFailed: 1, hidden: { run: 2, failed: 1 } },
    message: 'only on a hidden seed',
  }),
  testOf('failed', {
    ...{ id: '2C/c', rule: 'P.2', seedsFailed: 2, hidden: { run: 2, failed: 1 } },
    ...{ failingSeed: 3, replay: 'npm run grade 2C only=c seed=3', message: 'on a public seed' },
  }),
  testOf('error', { id: '2C/d' }),
];

function written(visibility?: 'after_due_date') {
  const outcome = { kind: 'graded', result: resultOf(TESTS, { score: 10 }) } as const;
  const text = gradescope(outcome, { folder: 'labs/raft', ...(visibility && { visibility }) });
  return JSON.parse(text) as {
    readonly score?: number;
    readonly output: string;
    readonly tests: readonly Shown[];
  };
}

test('without it, every test is there once and visible', () => {
  const { tests } = written();
  expect(tests.map(({ visibility }) => visibility)).toEqual(Array(4).fill('visible'));
});

test('what is visible at once has no points, and is as public seeds went', () => {
  const now = written('after_due_date').tests.filter(({ visibility }) => visibility === 'visible');
  expect(now.map(({ score, status }) => [score, status])).toEqual([
    [undefined, 'passed'],
    [undefined, 'passed'],
    [undefined, 'failed'],
    [undefined, undefined],
  ]);
  const text = JSON.stringify(now);
  expect(text).toContain('on a public seed');
  expect(text).not.toContain('only on a hidden seed');
  expect(text).not.toMatch(/on hidden seeds|max_score/);
});

test('points and hidden runs come later, and their sum is given', () => {
  const { score, tests, output } = written('after_due_date');
  const later = tests.filter(({ visibility }) => visibility === 'after_due_date');
  expect(later.map((one) => one.score)).toEqual([10, 0, 0, undefined]);
  expect(JSON.stringify(later)).toContain('were on hidden seeds');
  expect(score).toBe(10);
  expect(output).not.toMatch(/\d/);
});
