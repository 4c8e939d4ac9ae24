/** A class from submissions to entries: what counts, what is kept, and what is nobody's fault. */
import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import type { Entry } from '../../../grader/instructor/class/entry';
import type { Setting } from '../../../grader/instructor/class/grade-one';
import type { Found } from '../../../grader/instructor/class/intake';
import { JOURNAL, readJournal } from '../../../grader/instructor/class/journal';
import { LOCK, lock } from '../../../grader/command/lock';
import type { ClassOptions } from '../../../grader/instructor/class/run';
import { seedsBy } from '../../../grader/instructor/class/seed-plan';
import { prepareSuite, type Suite } from '../../../grader/runs/grading/grade-folder';
import { recheck } from '../../../grader/runs/grading/recheck';
import { bundleFolder } from '../../../grader/world/realm/bundle';
import {
  FULL,
  found,
  gradedBy,
  handed,
  REFERENCE,
  RUN,
  SKELETON,
  TESTS,
  timeless,
} from '../../support/class-run';

const ROOT = path.join(__dirname, '..', '..', '..');

let suite: Suite;
let home: string;
beforeAll(async () => {
  suite = await prepareSuite();
});
afterAll(() => suite.child.dispose());
beforeEach(() => {
  home = mkdtempSync(path.join(realpathSync(tmpdir()), 'class-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const graded = (
  submissions: readonly Found[],
  more: Partial<Setting> = {},
  options: Partial<ClassOptions> = {},
) => gradedBy({ suite, home }, submissions, more, options);

describe('a submission', () => {
  test('that is correct has full points, one with TODOs none, and each its own standing', async () => {
    const { entries, complete } = await graded([
      found('todo', SKELETON),
      found('good'),
      found('no-persister', { 'raft.ts': REFERENCE['raft.ts'] ?? '' }),
      {
        id: 'torn',
        source: 'torn.zip',
        open: () => Promise.resolve({ ...handed('torn', {}), problem: 'The zip is torn.' }),
      },
    ]);
    expect(complete).toBe(true);
    expect(entries.map(({ id, standing, score }) => [id, standing, score])).toEqual([
      ['good', 'graded', FULL],
      ['no-persister', 'unusable', 0],
      ['todo', 'graded', 0],
      ['torn', 'unreadable', null],
    ]);
    expect(entries[1]?.problem).toContain('persister');
    expect(entries[2]?.tests.map(({ status }) => status)).toEqual(['todo', 'todo']);
    expect(JSON.stringify(timeless(entries))).not.toMatch(/durationMs|wallSeconds/);
  });

  test('that cannot be opened is tried three times, and then has no score instead of a zero', async () => {
    let tries = 0;
    const open = () => {
      tries++;
      return Promise.reject(new Error('EIO: the disk is on fire'));
    };
    const { entries } = await graded([{ id: 'ada', source: 'ada.zip', open }]);
    expect(tries).toBe(3);
    expect(entries[0]).toMatchObject({ standing: 'error', score: null });
    expect(entries[0]?.problem).toContain('the disk is on fire');
  });

  test('that failed for the machine is graded by the next run', async () => {
    const open = () => Promise.reject(new Error('EIO'));
    await graded([{ id: 'ada', source: 'ada', open }]);
    const { entries, due } = await graded([found('ada')]);
    expect(due).toEqual([{ id: 'ada', why: 'could not be graded the last time' }]);
    expect(entries[0]).toMatchObject({ standing: 'graded', score: FULL });
  });

  test('that uses up its processor time keeps what it had, and is told so', async () => {
    const loop = 'for (;;) {}';
    const raft = REFERENCE['raft.ts'] ?? '';
    const edited = raft.replace(/^(export class Raft[^{]*\{)/m, `${loop}\n$1`);
    expect(edited).not.toBe(raft);
    const { entries } = await graded([found('loop', { ...REFERENCE, 'raft.ts': edited })], {
      limits: { cpuSeconds: 2, wallSeconds: 600 },
    });
    expect(entries[0]).toMatchObject({ standing: 'graded', score: 0 });
    expect(entries[0]?.problem).toContain('stopped after 2 s of processor time');
  });

  test('that was stopped by its limit is graded again once it may take longer', async () => {
    const { entries } = await graded([found('ada')], {
      limits: { cpuSeconds: 0, wallSeconds: 60 },
    });
    expect(entries[0]).toMatchObject({ standing: 'graded', cutAtSeconds: 0 });
    const again = await graded([found('ada')]);
    expect(again.due[0]?.why).toContain('it was stopped after 0 s and may take 300 s now');
    expect(again.entries[0]).toMatchObject({ standing: 'graded', score: FULL });
    expect((await graded([found('ada')])).due).toEqual([]);
  });

  test('that cannot run is told of its own folder, and of none of the grader’s', async () => {
    const { entries } = await graded([found('ada', { 'raft.ts': REFERENCE['raft.ts'] ?? '' })]);
    expect(entries[0]?.problem).toContain('labs/raft has no persister.ts');
    expect(entries[0]?.problem).not.toContain(tmpdir());
  });

  test('that runs out of time by the clock alone is the fault of the machine', async () => {
    const { entries, retried } = await graded([found('ada')], {
      limits: { cpuSeconds: 600, wallSeconds: 0.001 },
    });
    expect(retried).toEqual(['ada', 'ada']);
    expect(entries[0]).toMatchObject({ standing: 'error', score: null });
  });

  test('in which the grader fails has no score', async () => {
    const unknown = { ...(TESTS[0] ?? never()), id: '2A/no-such-test' };
    const { entries } = await graded([found('ada')], { tests: [unknown] });
    expect(entries[0]).toMatchObject({ standing: 'error', score: null });
    expect(entries[0]?.problem).toContain('2A/no-such-test');
  });
});

describe('the journal', () => {
  test('keeps what is graded: the same command again grades nothing and says the same', async () => {
    const first = await graded([found('ada'), found('bob', SKELETON)]);
    const second = await graded([found('bob', SKELETON), found('ada')]);
    expect(first.due.map(({ why }) => why)).toEqual(['new', 'new']);
    expect(second.due).toEqual([]);
    expect(second.entries).toEqual(first.entries);
  });

  test('is enough to go on from after an interruption, and the end is the same', async () => {
    const all = ['a', 'b', 'c', 'd'].map((id) => found(id, id === 'c' ? SKELETON : REFERENCE));
    const whole = await graded(all);
    const file = path.join(home, JOURNAL);
    const lines = readFileSync(file, 'utf8').split('\n');
    // As after a kill -9: two entries, and half of a third.
    writeFileSync(file, `${lines.slice(0, 3).join('\n')}\n${(lines[3] ?? '').slice(0, 40)}`);
    const resumed = await graded(all);
    expect(resumed.due).toHaveLength(2);
    expect(timeless(resumed.entries)).toEqual(timeless(whole.entries));
    const { entries, run } = await readJournal(file);
    expect(entries).toHaveLength(4);
    expect(run).toEqual(RUN);
  });

  test('passes over lines that say nothing', async () => {
    await graded([found('ada')]);
    appendFileSync(path.join(home, JOURNAL), '\nnull\n{"kind":"other"}\n[]\n17\n');
    expect((await readJournal(path.join(home, JOURNAL))).entries).toHaveLength(1);
  });

  test('passes over entries of another shape, and grades them anew', async () => {
    const entry = { id: 'ada', score: 5 };
    const lines = [{ kind: 'entry' }, { kind: 'entry', entry }, { kind: 'run', run: 7 }];
    writeFileSync(path.join(home, JOURNAL), lines.map((line) => JSON.stringify(line)).join('\n'));
    const { entries, due } = await graded([found('ada')]);
    expect(due).toEqual([{ id: 'ada', why: 'new' }]);
    expect(entries[0]?.score).toBe(FULL);
    expect((await readJournal(path.join(home, JOURNAL))).entries).toHaveLength(1);
  });

  test('stops where it is told to, and keeps what was done by then', async () => {
    const controller = new AbortController();
    const all = ['a', 'b', 'c'].map((id) => found(id));
    const { complete } = await graded(
      all,
      {},
      {
        workers: 1,
        signal: controller.signal,
        observer: {
          reading: () => undefined,
          planned: () => undefined,
          begun: () => undefined,
          retried: () => undefined,
          done: () => controller.abort(),
        },
      },
    );
    expect(complete).toBe(false);
    expect((await graded(all)).due.map(({ id }) => id)).toEqual(['b', 'c']);
  });
});

test('what cannot be right is refused before anything is graded', async () => {
  const foresee = (ungraded: readonly Entry[]) => {
    throw new Error(`${ungraded.length} without a time`);
  };
  const all = [found('ada'), found('bob')];
  await expect(graded(all, {}, { foresee })).rejects.toThrow('2 without a time');
  expect((await readJournal(path.join(home, JOURNAL))).entries).toEqual([]);
});

describe('what is graded again', () => {
  test.each([
    ['changed files', {}, SKELETON, 'its files changed'],
    ['another kit', { kitVersion: '2' }, REFERENCE, 'the kit changed (1 to 2)'],
    ['other seeds', { seedsOf: seedsBy({ shown: 2 }) }, REFERENCE, 'its seeds changed'],
  ])('%s', async (_, more, files, why) => {
    await graded([found('ada'), found('bob')]);
    const { due } = await graded([found('ada', files), found('bob')], more, { planOnly: true });
    const expected = [{ id: 'ada', why }];
    if (files === REFERENCE) expected.push({ id: 'bob', why });
    expect(due).toEqual(expected);
  });

  test('a plan grades nobody and writes nothing', async () => {
    const { complete } = await graded([found('ada')], {}, { planOnly: true });
    expect(complete).toBe(false);
    expect((await readJournal(path.join(home, JOURNAL))).entries).toEqual([]);
  });
});

describe('a pass that is played again', () => {
  async function differing(digestOf: (digest: string) => string) {
    const folder = path.join(__dirname, '..', '..', '..', 'solutions', 'raft');
    const bundle = await bundleFolder(folder, suite.prelude);
    if (Array.isArray(bundle)) throw new Error('the reference cannot be bundled');
    const { entries } = await graded([found('ada')]);
    const tests = (entries[0]?.tests ?? []).map((test) => ({
      ...test,
      durationMs: 0,
      digests: test.digests.map(digestOf),
    }));
    const played = { tests, seedsOf: () => [1], text: bundle.text };
    return recheck(played, 2, suite.child, new AbortController().signal);
  }

  test('gives the same digest', async () => {
    expect(await differing((digest) => digest)).toEqual([]);
  });

  test('is reported if its digest differs', async () => {
    const runs = await differing(() => 'forged');
    expect(runs.map(({ test }) => test).sort()).toEqual(TESTS.map(({ id }) => id).sort());
  });
});

describe('the lock of a folder', () => {
  test('keeps a second run out, and not one after it', () => {
    const free = lock(home);
    if (typeof free !== 'function') throw new Error('a new folder is locked');
    const mine = JSON.parse(readFileSync(path.join(home, LOCK), 'utf8')) as { pid: number };
    const script = `const { lock } = require(${JSON.stringify(require.resolve('../../../grader/command/lock'))}); console.log(JSON.stringify(lock(${JSON.stringify(home)})))`;
    const other = execFileSync(process.execPath, ['--require', 'tsx/cjs', '-e', script], {
      cwd: ROOT,
    });
    expect(JSON.parse(other.toString())).toEqual({ owner: `process ${mine.pid}` });
    free();
    expect(typeof lock(home)).toBe('function');
  });

  test('does not count once its owner is gone', () => {
    const gone = { host: hostname(), pid: 999_999_999, born: '' };
    const reborn = { host: hostname(), pid: process.ppid, born: 'another start' };
    const torn = ['', '{"host', '{}', 'null'];
    for (const owner of [JSON.stringify(gone), JSON.stringify(reborn), ...torn]) {
      writeFileSync(path.join(home, LOCK), owner);
      const free = lock(home);
      expect([owner, typeof free]).toEqual([owner, 'function']);
      if (typeof free === 'function') free();
    }
  });

  test('counts if its owner is on another machine: nobody can see whether it lives', () => {
    const far = JSON.stringify({ host: 'far away', pid: 1, born: '' });
    writeFileSync(path.join(home, LOCK), far);
    expect(lock(home)).toEqual({ owner: 'on far away' });
  });
});

function never(): never {
  throw new Error('the catalogue has changed');
}
