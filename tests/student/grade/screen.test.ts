/** What is on the terminal, and when: the first failure at once, the points before the pages. */
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { GradeTarget } from '../../../grader/command/grade-line';
import { CATALOGUE } from '../../../grader/judge/scenarios/catalogue';
import { stageOf } from '../../../grader/judge/scenarios/scenario';
import type { TestResult, TestStatus } from '../../../grader/report/result';
import { nextSteps } from '../../../grader/student/grade/next-steps';
import { Screen } from '../../../grader/student/grade/screen';
import { resultOf, testOf } from '../../report/formats/samples';

const TESTS = CATALOGUE.filter((test) => stageOf(test) === '2A').slice(0, 3);
const PAGE = { label: 'Page', text: '.raft-lab/x.html' };

function result(at: number, status: TestStatus, more: Partial<TestResult> = {}): TestResult {
  const { id = '', title = '' } = TESTS[at] ?? {};
  return testOf(status, { id, title, stage: '2A', ...more });
}

function screen(): { readonly screen: Screen; readonly out: () => string } {
  const write = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  const made = new Screen(TESTS, { folder: 'mine', target: { kind: 'labs' }, verbose: false });
  return { screen: made, out: () => write.mock.calls.map(([text]) => String(text)).join('') };
}

afterEach(() => jest.restoreAllMocks());

const broken = { rule: 'RV.2', message: 'S0 voted twice.', failingSeed: 4, seedsFailed: 1 };

test('a failure of another folder says that commands without arguments do not use it', () => {
  const failed = result(0, 'failed', { ...broken, replay: 'npm run grade 2A only=x seed=4 dir=b' });
  const labels = (target: GradeTarget, isFirst: boolean) =>
    nextSteps(failed, { target, isFirst }).map(({ label }) => label);
  const other = { kind: 'folder', path: 'b' } as const;
  expect(labels(other, true)).toEqual(['Hint', 'Note']);
  expect(labels(other, false)).toEqual(['Hint']);
  expect(labels({ kind: 'labs' }, true)).not.toContain('Note');
});

test('the first failure is explained as soon as it is known, and only once', () => {
  const { screen: shown, out } = screen();
  const tests = [result(0, 'passed'), result(1, 'failed', broken), result(2, 'failed', broken)];
  for (const test of tests.slice(0, 2)) shown.testDone(test);
  expect(out()).toContain('S0 voted twice.');
  for (const test of tests.slice(2)) shown.testDone(test);
  shown.finish(resultOf(tests));
  expect(out().split('S0 voted twice.')).toHaveLength(2);
  expect(out()).toContain('1 test, same rule as 2A/elections-go-on: random-timeouts');
});

test('pages come after the points, with the name of their test', () => {
  const { screen: shown, out } = screen();
  const tests = [result(0, 'failed', broken), result(1, 'passed'), result(2, 'passed')];
  shown.finish(resultOf(tests));
  const before = out();
  expect(before).toMatch(/2A: \d+ of \d+ points/);
  expect(before).not.toContain('Page:');
  shown.shown({ lines: new Map([[TESTS[0]?.id ?? '', [PAGE]]]), note: undefined });
  expect(out().slice(before.length)).toContain(
    `${TESTS[0]?.id ?? ''}:\n  Page:   .raft-lab/x.html`,
  );
});

test('a TODO says which of several of its rule it is', () => {
  const { screen: shown, out } = screen();
  const place = { file: 'election.ts', line: 68 };
  const message = 'Ask every other server for its vote. All requests are the same.';
  shown.testDone(result(0, 'todo', { rule: 'C.1', message, place }));
  expect(out()).toContain('TODO C.1 (2 of 2) in election.ts:68');
  expect(out()).toContain('TODO C.1 (2 of 2): Ask every other server');
});

test('a failure names code of its rule that is not written yet, though nothing reported it', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'open-todo-'));
  try {
    const skeleton = path.join(__dirname, '../../../labs/raft/economy.ts');
    copyFileSync(skeleton, path.join(folder, 'economy.ts'));
    const target = { kind: 'folder', path: folder } as const;
    const told = (rule: string) =>
      nextSteps(result(0, 'failed', { rule }), { target, isFirst: true }).map(({ text }) => text);
    expect(told('P.4')[0]).toMatch(/^TODO 2C P[.]4 in .*economy[.]ts:\d+ is not written yet$/);
    expect(told('P.1').join()).not.toContain('TODO');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
