/** What watching runs and in which order, what it drops, and how it sees a save. */
import { EventEmitter } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { focusOf, groupsOf, rememberedTests, testsOf } from '../../../grader/student/watch/plan';
import type { Exhibits } from '../../../grader/student/grade/failure-pages';
import { type Events, Saves } from '../../../grader/student/watch/saves';
import { type GradeWish, Session } from '../../../grader/student/watch/session';
import { savedWords } from '../../../grader/student/watch/view';
import { parseWatchArgs } from '../../../grader/student/watch/watch-args';
import { NoTemporaryFolder } from '../../../grader/runs/pool/pool';
import { type GradeResult, SCHEMA, type TestResult } from '../../../grader/report/result';
import { CATALOGUE } from '../../../grader/judge/scenarios/catalogue';
import { type Scenario, stageOf } from '../../../grader/judge/scenarios/scenario';
import { eventually } from '../../support/eventually';

const ALL = ['2A', '2B', '2C'] as const;

describe('the run that is looked at first', () => {
  test('is the first failure of the earliest stage, on the seed on which it failed', () => {
    const known = new Map([
      ['2C/figure-8', { id: '2C/figure-8', status: 'failed', failingSeed: 7 } as const],
      ['2B/basic-agree', { id: '2B/basic-agree', status: 'failed', failingSeed: 5 } as const],
      ['2A/initial-election', { id: '2A/initial-election', status: 'passed' } as const],
    ]);
    expect(focusOf(known, ALL)).toMatchObject({ test: { id: '2B/basic-agree' }, seed: 5 });
    expect(focusOf(known, ['2A'])).toBeUndefined();
  });

  test('is followed by the rest of its stage and the earlier stages, and later ones wait', () => {
    const test = CATALOGUE.find(({ id }) => id === '2B/backup') ?? CATALOGUE.at(-1);
    if (!test) throw new Error('no test');
    const focus = { test, seed: 1 };
    const groups = groupsOf(ALL, focus);
    expect(groups).toEqual([[stageOf(test), '2A'], ['2C']]);
    const tests = testsOf(groups[0] ?? [], focus);
    expect(tests[0]).toBe(test);
    expect(new Set(tests).size).toBe(tests.length);
    expect(tests.map(stageOf).lastIndexOf('2B')).toBeLessThan(tests.map(stageOf).indexOf('2A'));
  });

  test('is none where nothing failed, and then the stage that was named comes first', () => {
    expect(focusOf(new Map(), ALL)).toBeUndefined();
    expect(groupsOf(ALL, undefined)).toEqual([['2C', '2B', '2A']]);
  });

  test.each([
    ['no JSON', '{'],
    ['no tests', '{"tests": 1}'],
    ['a test that is not in the catalogue', '{"tests": [{"id": "2A/x", "status": "failed"}]}'],
    ['a status that does not exist', '{"tests": [{"id": "2A/initial-election", "status": 1}]}'],
  ])('is not taken from a damaged memory: %s', (_name, text) => {
    expect(rememberedTests(text)).toEqual([]);
  });

  test('has a seed that can be one, whatever the memory says', () => {
    const of = (failingSeed: unknown) =>
      rememberedTests(
        JSON.stringify({
          schema: SCHEMA,
          tests: [{ id: '2A/initial-election', status: 'failed', failingSeed }],
        }),
      );
    expect(of(3)).toEqual([{ id: '2A/initial-election', status: 'failed', failingSeed: 3 }]);
    expect(of(-1)).toEqual([{ id: '2A/initial-election', status: 'failed' }]);
  });
});

describe('the words of the command', () => {
  test('name a stage, and those before it belong to it', () => {
    expect(parseWatchArgs(['2b', 'poll'], {})).toMatchObject({
      stages: ['2A', '2B'],
      isPolling: true,
      target: { kind: 'labs' },
    });
    expect(parseWatchArgs([], {})).toMatchObject({ stages: ALL, isPolling: false });
  });

  test('may name tests, as those of npm run grade do', () => {
    const one = parseWatchArgs(['2C', 'only=figure-8-unreliable'], {});
    expect(one).toMatchObject({ stages: ['2C'], only: ['2C/figure-8-unreliable'] });
    const two = parseWatchArgs(['only=one-vote', 'only=2B/backup'], {});
    expect(two).toMatchObject({ stages: ['2A', '2B'], only: ['2A/one-vote', '2B/backup'] });
    const none = parseWatchArgs(['only=figur-8'], {});
    expect(none).toHaveProperty('message', expect.stringContaining('npm run watch only=figure-8'));
  });

  test('that make no sense are answered with a line to paste', () => {
    const said = parseWatchArgs(['2D'], {});
    expect(said).toMatchObject({ kind: 'problem' });
    expect(said).toHaveProperty('message', expect.stringContaining('npm run watch 2'));
  });

  test('of a save fit a line, and names cannot steer the terminal', () => {
    const at = new Date(2026, 10, 23, 9, 5, 7);
    expect(savedWords(['a\u001b[2J.ts'], at)).toBe('09:05:07  saved a\\u001b[2J.ts');
    expect(savedWords(['a.ts', 'b.ts', 'c.ts', 'd.ts'], at)).toBe(
      '09:05:07  saved a.ts, b.ts, c.ts, 1 more',
    );
  });
});

function resultOf(tests: readonly Scenario[], status: 'passed' | 'failed'): GradeResult {
  const results = tests.map((test): TestResult => ({
    id: test.id,
    stage: stageOf(test),
    title: test.title,
    status,
    points: 0,
    maxPoints: test.points,
    seedsRun: 1,
    seedsFailed: 0,
    durationMs: 1,
    virtualMs: 1,
    totals: { virtualMs: 1, rpcs: 1, bytes: 1, syncs: 1, commands: 1 },
    visibility: 'visible',
    digests: [],
    ...(status === 'failed' && { failingSeed: 4, rule: 'E.1' }),
  }));
  return {
    schema: SCHEMA,
    kitVersion: '0',
    suiteHash: '',
    stage: 'all',
    submission: { id: 'x', files: {} },
    seeds: { shown: {} },
    status,
    complete: true,
    score: 0,
    maxScore: 1,
    startedAt: '',
    durationMs: 1,
    tests: results,
    typeErrors: [],
    environment: { node: '', os: '' },
  };
}

/** A session whose gradings end when the test says so. */
function rehearse(
  known: ConstructorParameters<typeof Session>[0]['known'] = [],
  exhibit: ConstructorParameters<typeof Session>[0]['exhibit'] = () => new Promise(() => undefined),
  some: Pick<ConstructorParameters<typeof Session>[0], 'stages' | 'only'> = { stages: ALL },
) {
  const told: string[] = [];
  const kept: GradeResult[] = [];
  const wishes: {
    wish: GradeWish;
    end: (status: 'passed' | 'failed') => void;
    fail: (thrown: Error) => void;
  }[] = [];
  const view = {
    begin: (why: string) => told.push(`begin ${why}`),
    progress: () => undefined,
    focus: ({ id, status }: TestResult) => told.push(`focus ${id} ${status}`),
    end: (result: GradeResult, waiting: readonly string[]) =>
      told.push(`end ${result.status}, waiting: ${waiting.join(' ')}`),
    problem: (message: string) => told.push(`problem ${message}`),
    grading: () => undefined,
    exhibits: ({ id }: TestResult, { note }: Exhibits) => told.push(`page of ${id}: ${note ?? ''}`),
    dropped: () => told.push('dropped'),
  };
  const session = new Session({
    ...some,
    known,
    view,
    keep: (result) => kept.push(result),
    exhibit,
    grade: (wish) =>
      new Promise((resolve, reject) => {
        const end = (status: 'passed' | 'failed') => {
          const result = resultOf(wish.tests, status);
          for (const test of result.tests) wish.observer.testDone(test);
          resolve({ kind: 'graded', result, differing: [] });
        };
        wishes.push({ wish, end, fail: reject });
        wish.signal.addEventListener('abort', () => end('failed'));
      }),
  });
  const settle = () => new Promise((resolve) => setTimeout(resolve, 5));
  return { session, told, kept, wishes, settle };
}

describe('a session', () => {
  test('runs the failing seed first, and goes on to a later stage when all before it passes', async () => {
    const { session, told, kept, wishes, settle } = rehearse([
      { id: '2B/basic-agree', status: 'failed', failingSeed: 9 },
    ]);
    session.run('saved');
    await settle();
    expect(wishes[0]?.wish).toMatchObject({ seed: 9, types: false });
    expect(wishes[0]?.wish.tests.map(({ id }) => id)).toEqual(['2B/basic-agree']);
    wishes[0]?.end('passed');
    await settle();
    expect(new Set(wishes[1]?.wish.tests.map(stageOf))).toEqual(new Set(['2A', '2B']));
    wishes[1]?.end('passed');
    await settle();
    wishes[2]?.end('failed');
    await settle();
    expect(told).toEqual(['begin saved', 'focus 2B/basic-agree passed', 'end failed, waiting: ']);
    expect(kept[0]?.tests.map(({ id }) => id)).toEqual(CATALOGUE.map(({ id }) => id));
    expect(session.failure?.stage).toBe('2C');
  });

  test('of some tests runs no other, unless all are asked for', async () => {
    const only = ['2B/backup', '2C/figure-8'];
    const { session, wishes, settle } = rehearse(
      [{ id: '2B/basic-agree', status: 'failed', failingSeed: 9 }],
      undefined,
      { stages: ['2B', '2C'], only },
    );
    session.run('as it stands');
    await settle();
    expect(wishes[0]?.wish.tests.map(({ id }) => id)).toEqual(only);
    wishes[0]?.end('passed');
    await settle();
    expect(wishes).toHaveLength(1);
    session.run('all stages', true);
    await settle();
    expect(wishes[1]?.wish.tests.length).toBeGreaterThan(20);
    await session.close();
  });

  test('lets later stages wait for what fails, unless all are asked for', async () => {
    const { session, told, wishes, settle } = rehearse([{ id: '2A/re-election', status: 'todo' }]);
    session.run('saved');
    await settle();
    wishes[0]?.end('failed');
    await settle();
    wishes[1]?.end('failed');
    await settle();
    expect(told.at(-1)).toBe('end failed, waiting: 2B 2C');
    session.run('all', true);
    await settle();
    expect(wishes[2]?.wish.tests).toHaveLength(CATALOGUE.length);
    wishes[2]?.end('failed');
    await settle();
    expect(told.at(-1)).toBe('end failed, waiting: ');
  });

  test('has a page made of each failing run, after its verdict, and once; a newer save drops it', async () => {
    let pages: (() => void)[] = [];
    const exhibit = ({ id, failingSeed }: TestResult): Promise<Exhibits> =>
      new Promise((resolve) =>
        pages.push(() => resolve({ lines: new Map(), note: `${id} ${failingSeed ?? ''}` })),
      );
    const { session, told, wishes, settle } = rehearse(
      [{ id: '2A/initial-election', status: 'failed', failingSeed: 4 }],
      exhibit,
    );
    session.run('saved');
    await settle();
    wishes[0]?.end('failed');
    await settle();
    expect(told.at(-1)).toBe('focus 2A/initial-election failed');
    expect(pages).toHaveLength(1);
    pages[0]?.();
    await settle();
    expect(told.at(-1)).toBe('page of 2A/initial-election: 2A/initial-election 4');
    wishes[1]?.end('failed');
    await settle();
    expect(told.at(-1)).toBe('end failed, waiting: 2B 2C');
    expect(pages).toHaveLength(1);

    pages = [];
    session.run('again');
    await settle();
    wishes[2]?.end('failed');
    await settle();
    session.run('newer');
    pages[0]?.();
    await settle();
    expect(told.filter((one) => one.startsWith('page'))).toHaveLength(1);
  });

  test('drops a run when there is a newer save, and keeps nothing of it', async () => {
    const { session, told, kept, wishes, settle } = rehearse();
    session.run('first');
    await settle();
    session.run('second');
    session.run('third');
    await settle();
    expect(wishes[0]?.wish.signal.aborted).toBe(true);
    expect(wishes).toHaveLength(2);
    wishes[1]?.end('passed');
    await settle();
    expect(told).toEqual([
      'begin first',
      'dropped',
      'dropped',
      'begin third',
      'end passed, waiting: ',
    ]);
    expect(kept).toHaveLength(1);
    expect(session.failure).toBeUndefined();
  });

  test('does not blame the grader where there is no place for temporary files', async () => {
    const { session, told, wishes, settle } = rehearse();
    session.run('saved');
    await settle();
    wishes[0]?.fail(new NoTemporaryFolder('Make room there.', 'ENOSPC'));
    await settle();
    expect(told.at(-1)).toBe('problem Make room there.\nThen save again.');
  });
});

describe('a save', () => {
  let folder = '';
  let saves: Saves | undefined;
  const seen: (readonly string[])[] = [];
  const notices: string[] = [];

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'raft-watch-'));
    fs.writeFileSync(path.join(folder, 'raft.ts'), 'one');
    seen.length = 0;
    notices.length = 0;
  });

  afterEach(async () => {
    await saves?.close();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  const begin = (more: { isPolling?: boolean; watch?: (folder: string) => Events } = {}) => {
    saves = new Saves({
      folder,
      isPolling: false,
      onSave: (names) => seen.push(names),
      onPolling: (why) => notices.push(why),
      ...more,
    });
  };
  const write = (name: string, text: string) => fs.writeFileSync(path.join(folder, name), text);
  const settled = (count: number) =>
    eventually(() => expect(seen.length).toBeGreaterThanOrEqual(count));

  class Silent extends EventEmitter implements Events {
    isClosed = false;
    close(): Promise<void> {
      this.isClosed = true;
      return Promise.resolve();
    }
  }

  test('is one, though the editor writes twice or renames', async () => {
    const events = new Silent();
    begin({ watch: () => events });
    write('raft.ts', '');
    events.emit('all');
    write('new.tmp', 'two');
    fs.renameSync(path.join(folder, 'new.tmp'), path.join(folder, 'raft.ts'));
    events.emit('all');
    await settled(1);
    // The next one shows that nothing came between.
    write('state.ts', 'new');
    events.emit('all');
    await settled(2);
    expect(seen).toEqual([['raft.ts'], ['state.ts']]);
  });

  test('is none if the file holds what it held, or is not of the code', async () => {
    const events = new Silent();
    begin({ watch: () => events });
    write('raft.ts', 'one');
    write('raft.test.ts', 'x');
    write('.raft.ts.swp', 'x');
    write('notes.md', 'x');
    events.emit('all');
    // A real one is told, and none of these with it or before it.
    write('state.ts', 'new');
    await settled(1);
    expect(seen).toEqual([['state.ts']]);
  });

  test('is seen by the events of the system', async () => {
    begin();
    // The system needs a moment to listen; what comes earlier is found by looking.
    await new Promise((resolve) => setTimeout(resolve, 150));
    write('state.ts', 'new');
    await settled(1);
    expect(seen).toEqual([['state.ts']]);
    expect(notices).toEqual([]);
  });

  test('is seen by looking where the system runs out of watches, which is said once', async () => {
    const events = new Silent();
    begin({ watch: () => events });
    const error = Object.assign(new Error('no more'), { code: 'ENOSPC' });
    events.emit('error', error);
    events.emit('error', error);
    expect(notices).toEqual(['ENOSPC']);
    expect(events.isClosed).toBe(true);
    write('raft.ts', 'two');
    await settled(1);
    fs.rmSync(path.join(folder, 'raft.ts'));
    await settled(2);
    expect(seen).toEqual([['raft.ts'], ['raft.ts']]);
  });

  test('is seen by looking where that was asked for', async () => {
    begin({
      isPolling: true,
      watch: () => {
        throw new Error('not to be used');
      },
    });
    write('raft.ts', 'two');
    await settled(1);
    expect(seen).toEqual([['raft.ts']]);
  });

  test('is seen in a while where events are never told of, as on a network drive', async () => {
    begin({ watch: () => new Silent() });
    write('raft.ts', 'two');
    await settled(1);
    expect(seen).toEqual([['raft.ts']]);
  });
});
