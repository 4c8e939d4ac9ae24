/** What is remembered from one grading to the next, and what `npm run grade` without words makes of it. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { keepStages, readStages } from '../../../grader/command/memory/last-grade';
import { openTodos, partOf, placeOf, TODOS } from '../../../grader/student/grade/open-todos';
import { progressLines, seedsNote } from '../../../grader/student/grade/progress';
import { overview, presentStage } from '../../../grader/student/grade/overview';
import { lastFailure } from '../../../grader/command/memory/first-failure';
import {
  fixedSince,
  lookedBack,
  memoryText,
  passedBefore,
  readMemory,
  remembered,
  type StageMemory,
} from '../../../grader/command/memory/stage-memory';
import type { Stage } from '../../../grader/contract';
import { fileHashes } from '../../../grader/runs/grading/file-hashes';
import type { GradeResult, TestResult, TestStatus } from '../../../grader/report/result';
import { CATALOGUE } from '../../../grader/judge/scenarios/catalogue';
import { stageOf } from '../../../grader/judge/scenarios/scenario';
import { resultOf, testOf } from '../../report/formats/samples';

const ROOT = path.join(__dirname, '..', '..', '..');
const NOTHING: StageMemory = new Map();
const STAGES: readonly Stage[] = ['2A', '2B', '2C'];

function one(id: string, status: TestStatus, more: Partial<TestResult> = {}): TestResult {
  const test = CATALOGUE.find((known) => known.id === id);
  if (!test) throw new Error(`there is no test ${id}`);
  const { points, seeds, title } = test;
  const rule = status === 'passed' ? {} : { rule: 'RV.2' };
  const all = { id, stage: stageOf(test), title, maxPoints: points, seedsRun: seeds };
  return testOf(status, { ...all, points: status === 'passed' ? points : 0, ...rule, ...more });
}

function whole(stage: Stage, status: TestStatus = 'passed'): readonly TestResult[] {
  return CATALOGUE.filter((test) => stageOf(test) === stage).map(({ id }) => one(id, status));
}

function after(...gradings: readonly (readonly TestResult[])[]): StageMemory {
  return gradings.reduce((memory, tests) => remembered(memory, resultOf(tests)), NOTHING);
}

const status = (memory: StageMemory, id: string) =>
  memory.get(id.slice(0, 2) as Stage)?.tests.get(id)?.status;

describe('what is fixed', () => {
  test('is a test that passes now, and its rule unless another test breaks that still', () => {
    const before = after([one('2A/one-vote', 'failed'), one('2A/majority', 'failed')]);
    const half = remembered(before, resultOf([one('2A/one-vote', 'passed')]));
    expect(fixedSince(before, half)).toEqual(['2A/one-vote']);
    const whole = remembered(half, resultOf([one('2A/majority', 'failed', { rule: 'L.1' })]));
    expect(fixedSince(half, whole)).toEqual(['RV.2']);
  });

  test('is nothing after one seed of several has passed', () => {
    const before = after([one('2A/one-vote', 'failed')]);
    const now = remembered(before, resultOf([one('2A/one-vote', 'passed', { seedsRun: 1 })]), 1);
    expect(fixedSince(before, now)).toEqual([]);
  });
});

test('what failed is found by stage, with its seed, after another stage was graded', () => {
  const memory = readMemory(memoryText(after([one('2A/one-vote', 'failed', { failingSeed: 4 })])));
  expect(lastFailure('', memory, ['2A'])).toMatchObject({
    kind: 'failed',
    test: '2A/one-vote',
    seed: 4,
    rule: 'RV.2',
  });
  expect(lastFailure('', memory, ['2B'])).toEqual({ kind: 'none' });
  expect(lastFailure('', after(whole('2B')), ['2B'])).toEqual({ kind: 'passed' });
});

describe('the memory', () => {
  test('keeps a stage when another one is graded, and a test when another one is', () => {
    const memory = after(whole('2A'), whole('2B', 'failed'), [one('2B/rejoin', 'passed')]);
    expect(status(memory, '2A/one-vote')).toBe('passed');
    expect(status(memory, '2B/backup')).toBe('failed');
    expect(status(memory, '2B/rejoin')).toBe('passed');
  });

  test('takes one seed for a failure, and not for a pass', () => {
    const failed = one('2A/one-vote', 'failed', { seedsRun: 1 });
    const passed = one('2A/one-vote', 'passed', { seedsRun: 1 });
    expect(status(after([passed]), '2A/one-vote')).toBeUndefined();
    expect(status(after(whole('2A'), [failed], [passed]), '2A/one-vote')).toBe('failed');
  });

  test('keeps what was known of a test that was not judged', () => {
    const unjudged = [one('2A/one-vote', 'blocked'), one('2A/majority', 'error')];
    const memory = after(whole('2A'), unjudged);
    expect([status(memory, '2A/one-vote'), status(memory, '2A/majority')]).toEqual([
      'passed',
      'passed',
    ]);
  });

  test('looks back at what had passed in earlier stages, also if it fails by now', () => {
    const memory = after([one('2A/one-vote', 'passed'), one('2A/majority', 'failed')]);
    expect(passedBefore(memory, '2B')).toEqual(['2A/one-vote']);
    expect(passedBefore(memory, '2A')).toEqual([]);
    const seed = { seedsRun: 1 };
    const broken = lookedBack(memory, resultOf([one('2A/one-vote', 'failed', seed)]));
    expect(status(broken, '2A/one-vote')).toBe('failed');
    expect(passedBefore(broken, '2C')).toEqual(['2A/one-vote']);
    const mended = lookedBack(broken, resultOf([one('2A/one-vote', 'passed', seed)]));
    expect(status(mended, '2A/one-vote')).toBe('passed');
  });

  test('takes no run of one seed that came to nothing for a regression', () => {
    const memory = after(whole('2A'));
    const empty = lookedBack(memory, resultOf([one('2A/one-vote', 'inconclusive')]));
    expect(status(empty, '2A/one-vote')).toBe('passed');
  });

  test('takes one seed that was asked for for no pass, also where a grading plays no more', () => {
    const whole = resultOf([one('2C/crash-points', 'passed', { seedsRun: 1 })]);
    expect(status(remembered(NOTHING, whole, 7), '2C/crash-points')).toBeUndefined();
    expect(status(remembered(NOTHING, whole), '2C/crash-points')).toBe('passed');
  });

  test('comes back from its file as it was', () => {
    const memory = after(whole('2A'), whole('2B', 'todo'));
    expect(readMemory(memoryText(memory))).toEqual(memory);
  });

  test.each([
    ['nothing', ''],
    ['half a file', memoryText(after(whole('2A'))).slice(0, 300)],
    ['a list', '[]'],
    ['another version', memoryText(after(whole('2A'))).replace('stages/1', 'stages/9')],
    ['wrong types', '{"schema":"raft-lab/stages/1","stages":{"2A":{"tests":[],"files":3}}}'],
    ['names of Object', '{"schema":"raft-lab/stages/1","stages":{"__proto__":{"tests":{}}}}'],
  ])('of %s is empty', (_name, text) => {
    expect(readMemory(text).size).toBe(0);
  });
});

describe('the progress of a stage', () => {
  const before = after([one('2A/one-vote', 'passed'), one('2A/majority', 'failed')]);
  const now = remembered(before, resultOf([one('2A/majority', 'passed')]));

  test('is a bar, tests and TODOs, and what was won or lost since the last run', () => {
    const open = openTodos(path.join(ROOT, 'labs', 'raft')).slice(3);
    const [bar, won] = progressLines(['2A'], before, now, open);
    expect(bar).toMatch(/^2A {2}[█░]{20} {2}2 of 18 tests, 3 of 11 TODOs$/);
    expect(won).toMatch(/^Won since the last run: 1 test, \d+ points? \(majority\)$/);
    expect(progressLines(['2A'], now, before, open)[1]).toMatch(/^Lost since the last run: 1 test/);
    expect(progressLines(['2A'], now, now, open)).toHaveLength(1);
  });

  test('says why a test that passed on one seed does not count', () => {
    const passed = [one('2A/majority', 'passed')];
    const replayed = remembered(before, resultOf(passed), 1);
    expect(seedsNote(passed, replayed).join()).toContain('on all their seeds');
    expect(seedsNote(passed, now)).toEqual([]);
    expect(seedsNote([one('2A/majority', 'failed')], before)).toEqual([]);
  });

  test('says nothing of a stage that was done before and is done now', () => {
    const done = after(whole('2A'));
    expect(progressLines(['2A'], done, done, [])).toEqual([]);
  });
});

describe('the TODOs', () => {
  const todos = openTodos(path.join(ROOT, 'solutions', 'raft'));
  const skeleton = openTodos(path.join(ROOT, 'labs', 'raft'));

  test('of the skeleton are all found, and each has its place in the order of the handouts', () => {
    const count = (stage: Stage) => skeleton.filter((todo) => todo.stage === stage).length;
    expect(Object.fromEntries(STAGES.map((stage) => [stage, count(stage)]))).toEqual(TODOS);
    expect(skeleton.filter((todo) => placeOf(todo) === Infinity)).toEqual([]);
    expect(skeleton[0]).toMatchObject({ stage: '2A', rule: 'C.1', file: 'roles.ts' });
  });

  test('that share a rule say which of them they are', () => {
    const parts = skeleton.map((todo) => `${todo.rule}${partOf(todo)}`);
    expect(new Set(parts).size).toBe(skeleton.length);
    expect(parts.slice(0, 3)).toEqual(['C.1 (1 of 2)', 'C.1 (2 of 2)', 'RV.1']);
  });

  test('of code that is written are none', () => {
    expect(todos).toEqual([]);
  });

  test('without a call of their own are open only while nothing is written beside their comment', () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'todos-'));
    const comment = '  // TODO 2C P.4: Make the mark.\n  //   Use: state.votedFor.\n';
    const open = (body: string) => {
      fs.writeFileSync(path.join(folder, 'a.ts'), `function f(): string | undefined {\n${body}}\n`);
      return openTodos(folder).map(({ line }) => line);
    };
    expect(open(`${comment}  return undefined;\n`)).toEqual([2]);
    expect(open(comment)).toEqual([2]);
    expect(open(`${comment}\n  return '1';\n`)).toEqual([]);
    expect(open(`  const saved = 1;\n${comment}  return undefined;\n`)).toEqual([]);
    expect(open(`${comment}  if (saved) return '1';\n  return undefined;\n`)).toEqual([]);
    fs.rmSync(folder, { recursive: true, force: true });
  });
});

describe('npm run grade without words', () => {
  const kits: string[] = [];
  afterAll(() => kits.forEach((kit) => fs.rmSync(kit, { recursive: true, force: true })));

  function kit(code: 'labs' | 'solutions', memory: StageMemory = NOTHING): string {
    const made = fs.mkdtempSync(path.join(os.tmpdir(), 'overview-'));
    kits.push(made);
    fs.cpSync(path.join(ROOT, code, 'raft'), path.join(made, 'labs', 'raft'), { recursive: true });
    const files = fileHashes(path.join(made, 'labs', 'raft'));
    const stages = [...memory].map(([stage, kept]) => [stage, { ...kept, files }] as const);
    keepStages(made, new Map(stages));
    return made;
  }

  const NOW = Date.parse('2026-03-02T09:25:00Z');
  const rows = (text: string) => text.split('\n').filter((line) => /^ {2}2[ABC] /.test(line));

  test('sends a beginner to the first TODO', () => {
    const text = overview(kit('labs'), NOW);
    expect(rows(text)).toEqual(STAGES.map(() => expect.stringContaining('not started') as unknown));
    expect(text).toContain('Next test  2A/initial-election');
    expect(text).toMatch(
      /Next TODO {2}labs\/raft\/roles\.ts:\d+\n +C\.1 \(1 of 2\): Become a candidate/,
    );
  });

  test('tells done, in work and what failed, with the rule', () => {
    const tests = [one('2B/basic-agree', 'passed'), one('2B/candidate-log', 'failed')];
    const text = overview(kit('labs', after(whole('2A'), tests)), NOW);
    expect(rows(text)[0]).toMatch(/2A +election +done +█{10} +100 of 100 points$/);
    expect(rows(text)[1]).toMatch(
      /2B +replication +in progress +░{10} +1 of 42 tests, 0 of 12 TODOs$/,
    );
    expect(text).toContain('Next test  2B/candidate-log');
    expect(text).toContain('it failed, rule RV.2 (9 min ago)');
    expect(text).toMatch(/Next TODO {2}labs\/raft\/replication\.ts:\d+\n +L\.2/);
  });

  test('names the files that were changed since, as plain text', () => {
    const made = kit('solutions', after(...STAGES.map((stage) => whole(stage))));
    expect(overview(made, NOW)).toContain('All tests of all stages have passed.');
    fs.appendFileSync(path.join(made, 'labs', 'raft', 'log.ts'), '// more\n');
    fs.writeFileSync(path.join(made, 'labs', 'raft', 'a\u001b[2J.ts'), '');
    const text = overview(made, NOW);
    expect(text).toContain('with an earlier version of your code');
    expect(text).toContain('a\\u001b[2J.ts, log.ts');
  });

  test("does not count one's own tests among what has changed", () => {
    const made = kit('solutions', after(...STAGES.map((stage) => whole(stage))));
    fs.writeFileSync(path.join(made, 'labs', 'raft', 'b.test.ts'), 'test');
    const text = overview(made, NOW);
    expect(text).not.toContain('changed since');
    expect(text).not.toContain('b.test.ts');
  });

  describe('after a change of the code', () => {
    /** All had passed, and log.ts was changed then. */
    function changed(stage: Stage): { readonly made: string; readonly now: GradeResult } {
      const made = kit('solutions', after(...STAGES.map((each) => whole(each))));
      fs.appendFileSync(path.join(made, 'labs', 'raft', 'log.ts'), '// more\n');
      const files = fileHashes(path.join(made, 'labs', 'raft'));
      const { submission, ...result } = resultOf(whole(stage));
      return { made, now: { ...result, submission: { ...submission, files } } };
    }
    const single = (result: GradeResult) => result.tests.map((test) => ({ ...test, seedsRun: 1 }));

    test('says of a stage that it was graded before, until all of it is graded again', () => {
      const { made, now } = changed('2B');
      const some = { ...now, tests: now.tests.slice(0, 1) };
      keepStages(made, remembered(readStages(made), some));
      expect(rows(overview(made, NOW))[1]).toMatch(/100 of 100 points, changed since$/);
      keepStages(made, remembered(readStages(made), now));
      expect(rows(overview(made, NOW))[1]).toMatch(/100 of 100 points$/);
    });

    test('a look back on one seed each does not say that the stage has passed with it', () => {
      const { made, now } = changed('2A');
      keepStages(made, lookedBack(readStages(made), { ...now, tests: single(now) }));
      expect(rows(overview(made, NOW))[0]).toMatch(/100 of 100 points, changed since$/);
      expect(overview(made, NOW)).toContain('with an earlier version of your code');
    });

    test('tells when the test itself failed, not when another one was graded', () => {
      const { made, now } = changed('2A');
      const [first, ...others] = now.tests.map(({ id }) => one(id, 'failed'));
      if (!first) throw new Error('the stage has tests');
      const early = { ...now, startedAt: '2026-03-02T08:25:00Z', tests: [first] };
      const late = { ...now, startedAt: '2026-03-02T09:20:00Z', tests: others };
      keepStages(
        made,
        [early, late].reduce((memory, one) => remembered(memory, one), NOTHING),
      );
      expect(overview(made, NOW)).toContain('it failed, rule RV.2 (1 h ago)');
    });
  });

  test('knows the stage that one is at, which npm test of a kit for students grades', () => {
    expect(presentStage(kit('labs'))).toBe('2A');
    expect(presentStage(kit('solutions', after(whole('2A'))))).toBe('2B');
    expect(presentStage(kit('solutions', after(...STAGES.map((each) => whole(each)))))).toBe('2C');
  });

  test('minds neither a damaged memory nor a folder that is gone', () => {
    const made = kit('labs', after(whole('2A')));
    fs.writeFileSync(path.join(made, '.raft-lab', 'stages.json'), '{"half');
    expect(readStages(made).size).toBe(0);
    expect(overview(made, NOW)).toContain('not graded yet');
    fs.rmSync(path.join(made, 'labs'), { recursive: true });
    expect(overview(made, NOW)).toContain('There is no folder labs/raft');
  });
});
