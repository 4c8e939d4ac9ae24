/** A replay for a debugger is the run that was graded, and says what a grading says. */
import type { Stage } from '../../../grader/contract';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseDebugArgs } from '../../../grader/student/debug/debug-args';
import { whichRun } from '../../../grader/command/memory/which-run';
import { withRealSources } from '../../../grader/student/debug/debuggable';
import { gradeFolder } from '../../../grader/runs/grading/grade-folder';
import { oneSeed } from '../../../grader/runs/grading/seeds';
import { SCHEMA, type TestResult } from '../../../grader/report/result';
import { CATALOGUE } from '../../../grader/judge/scenarios/catalogue';
import { plainEnvironment } from '../../support/command';

const ROOT = path.join(__dirname, '..', '..', '..');
const TIMEOUT_MS = 300_000;

let home = '';

beforeEach(() => {
  home = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'raft-debug-'));
  fs.cpSync(path.join(ROOT, 'solutions', 'raft'), path.join(home, 'raft'), { recursive: true });
});

afterEach(() => {
  fs.rmSync(home, { recursive: true, force: true });
});

function edit(name: string, change: (text: string) => string): void {
  const file = path.join(home, 'raft', name);
  const text = fs.readFileSync(file, 'utf8');
  expect(change(text)).not.toBe(text);
  fs.writeFileSync(file, change(text));
}

describe('the replayed run', () => {
  test.each([
    ['of correct code', '2C/persist-1', (text: string) => `${text}\n`],
    [
      'of code that breaks a rule',
      '2A/re-election',
      (text: string) => text.replace('state.votedFor = args.candidateId;', 'void 0;'),
    ],
    [
      'of code that writes down where it is, and when',
      '2A/initial-election',
      (text: string) =>
        text.replace(
          'const voteGranted =',
          'console.log(new Error("here").stack, Date.now(), Math.random());\n  const voteGranted =',
        ),
    ],
    [
      'of code that throws',
      '2A/initial-election',
      (text: string) =>
        text.replace('const voteGranted =', 'throw new Error("oh");\n  const voteGranted ='),
    ],
    [
      'of code that forgets a rejection',
      '2A/initial-election',
      (text: string) =>
        text.replace(
          'const voteGranted =',
          'void Promise.reject(new Error("oh"));\n  const voteGranted =',
        ),
    ],
  ])(
    '%s is the one that was graded',
    async (_name, id, change) => {
      edit('election.ts', change);
      const test = CATALOGUE.find((one) => one.id === id);
      if (!test) throw new Error(`no test ${id}`);
      const folder = path.join(home, 'raft');
      const seed = 3;
      const words = [path.join('tests', 'support', 'replayed.ts'), folder, id, String(seed)];
      const { stdout, stderr } = spawnSync(process.execPath, ['--require', 'tsx/cjs', ...words], {
        cwd: ROOT,
        env: plainEnvironment(),
        encoding: 'utf8',
      });
      expect(stderr).toBe('');
      const replayed = JSON.parse(stdout) as TestResult;
      const graded = await gradeFolder({
        folder,
        shown: 'x',
        tests: [test],
        stage: '2C',
        seedsOf: () => oneSeed(seed),
        replay: () => '',
        signal: new AbortController().signal,
        observer: { progress: () => undefined, testDone: () => undefined },
        types: false,
      });
      if (graded.kind === 'unusable') throw new Error(graded.message);
      const [verdict] = graded.result.tests;
      // A stack knows the same lines, and the clock on the wall is another.
      expect(replayed).toEqual({
        ...verdict,
        durationMs: replayed.durationMs,
        ...(verdict?.replay !== undefined && { replay: replayed.replay }),
      });
      expect(replayed.digests[0]).toMatch(/^[0-9a-f]{16,}$/);
    },
    TIMEOUT_MS,
  );
});

describe('the command', () => {
  function debug(...words: readonly string[]) {
    const begin = ['--require', './grader/cli/set-up.cjs', 'grader/cli/debug.ts'];
    const { status, stdout, stderr } = spawnSync(process.execPath, [...begin, ...words], {
      cwd: ROOT,
      env: plainEnvironment(),
      encoding: 'utf8',
    });
    return { status, out: stdout + stderr };
  }

  test('says what a grading says, and where a debugger is to be had', () => {
    edit('election.ts', (text) => text.replace('state.votedFor = args.candidateId;', 'void 0;'));
    const { status, out } = debug(
      '2A',
      'only=one-vote',
      'seed=1',
      `dir=${path.join(home, 'raft')}`,
    );
    expect(status).toBe(1);
    expect(out).toMatch(/^✗ 2A\/one-vote +0\/\d+ +rule RV\.2, seed 1$/m);
    expect(out).toContain('Rule RV.2');
    expect(out).toContain('Replay: npm run grade 2A only=one-vote seed=1 dir=');
    expect(out).toContain('press F5');
    const wide = out.split('\n').filter((line) => line.length > 80 && !line.includes(home));
    expect(wide).toEqual([]);
  });

  test('refuses what cannot be bundled, with the place', () => {
    edit('election.ts', (text) => `${text}const broken = ;\n`);
    const { status, out } = debug('2A/one-vote', `dir=${path.join(home, 'raft')}`);
    expect(status).toBe(2);
    expect(out).toMatch(/election\.ts:\d+:\d+: /);
  });
});

describe('the words of the command', () => {
  const run = { kind: 'run', test: '2C/figure-8', seed: 7, target: { kind: 'labs' } };

  test.each([
    ['as a Replay line has them', ['2C', 'only=figure-8', 'seed=7']],
    ['with the name of the test alone', ['2C/figure-8', 'seed=7']],
    [
      'as a whole line that was pasted into a box',
      ['npm run grade 2C only=figure-8 seed=7', 'seed=1'],
    ],
    ['as a test and a seed in two boxes', ['2C/figure-8 ', 'seed=7']],
    ['with flags', ['2C', '--only=figure-8', '--seed', '7']],
  ])('are understood %s', (_name, words) => {
    expect(parseDebugArgs(words, {})).toMatchObject({ ...run, isBreaking: false });
  });

  test('may ask to wait for a debugger', () => {
    expect(parseDebugArgs(['2C/figure-8', 'break', 'port=0'], {})).toMatchObject({
      seed: 1,
      isBreaking: true,
      port: 0,
    });
  });

  test('may be left out for what failed last', () => {
    expect(parseDebugArgs([], {})).toMatchObject({ kind: 'last', stages: ['2A', '2B', '2C'] });
    expect(parseDebugArgs(['2B'], {})).toMatchObject({ kind: 'last', stages: ['2B'] });
  });

  test.each([
    ['a slip of the hand', ['figre-8'], 'Did you mean figure-8'],
    ['two tests', ['figure-8', 'persist-1'], 'One run at a time'],
    ['a seed without a test', ['seed=3'], 'npm run debug 2C/figure-8 seed=3'],
    ['a seed that is none', ['figure-8', 'seed=x'], 'whole number'],
    ['two folders', ['figure-8', 'solution', 'dir=x'], 'One folder at a time'],
  ])('are refused with a line to paste: %s', (_name, words, message) => {
    expect(parseDebugArgs(words, {})).toHaveProperty('message', expect.stringContaining(message));
  });
});

describe('what failed last', () => {
  const remember = (tests: unknown) => {
    fs.mkdirSync(path.join(home, '.raft-lab'), { recursive: true });
    const text = JSON.stringify({ schema: SCHEMA, tests });
    fs.writeFileSync(path.join(home, '.raft-lab', 'last-grade.json'), text);
  };

  const last = (kit: string, stages: readonly Stage[]) =>
    whichRun({ kind: 'last', stages, target: { kind: 'labs' } }, 'npm run debug', kit);

  test('is replayed on its seed', () => {
    remember([
      { id: '2B/basic-agree', status: 'failed', failingSeed: 12 },
      { id: '2A/re-election', status: 'passed' },
    ]);
    const { test, seed } = last(home, ['2A', '2B']);
    expect([test.id, seed]).toEqual(['2B/basic-agree', 12]);
    expect(() => last(home, ['2A'])).toThrow('No failed run of labs/raft is remembered,');
  });

  test('is nothing where the memory makes no sense', () => {
    remember([{ id: '2B/basic-agree', status: 'failed', failingSeed: 'x' }]);
    expect(() => last(home, ['2B'])).toThrow('No failed run of labs/raft is remembered,');
    expect(() => last(path.join(home, 'nowhere'), ['2B'])).toThrow('No failed run of labs');
  });
});

test('a map for debuggers names files by URL, whatever their folder is called', () => {
  const map = JSON.stringify({ sources: ['raft.ts', 'sub/a%20b.ts'], mappings: '' });
  const { sources } = JSON.parse(withRealSources(map, path.resolve('/lab 2/räft#1'))) as {
    readonly sources: readonly string[];
  };
  expect(sources).toEqual([
    expect.stringMatching(/^file:\/\/\/.*lab%202\/r%C3%A4ft%231\/raft\.ts$/),
    expect.stringMatching(/\/sub\/a%20b\.ts$/),
  ]);
});
