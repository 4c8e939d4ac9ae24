/** A made-up class is the same each time, holds what its help says, and is read as an instructor's would be. */
import { createHash } from 'node:crypto';
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { findSubmissions } from '../../../grader/instructor/class/intake';
import { parsePolicy } from '../../../grader/instructor/class/late';
import { parseTimes } from '../../../grader/instructor/class/times';
import { countsOf, drawClass, MAKERS } from '../../../grader/proof/class-maker/class';
import { cheatsOf } from '../../../grader/proof/class-maker/cheats';
import type { Maker } from '../../../grader/proof/class-maker/work';
import { Rng } from '../../../grader/world/sim/rng';
import { runAt } from '../../support/command';

const COUNT = 40;
let home = '';
let out = '';

const make = (...words: readonly string[]) => runAt(home, 'make-class', words);

beforeAll(() => {
  home = mkdtempSync(path.join(realpathSync(os.tmpdir()), 'make-class-'));
  out = path.join(home, 'class');
  const made = make('out=class', `count=${COUNT}`);
  expect(made).toEqual({ status: 0, out: expect.stringContaining('Made 40') as string, err: '' });
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

interface Expectation {
  readonly id: string;
  readonly kind: string;
  readonly what: string;
  readonly expected: string;
}

function expectations(): readonly Expectation[] {
  return parse(readFileSync(path.join(out, 'expected.csv')), { columns: true });
}

describe('npm run make-class', () => {
  test('tells of every submission what it is, under the id that it is graded under', async () => {
    const found = await findSubmissions(path.join(out, 'submissions'));
    if (found.kind === 'problem') throw new Error(found.message);
    const rows = expectations();
    expect(rows.map(({ id }) => id).sort()).toEqual(found.submissions.map(({ id }) => id).sort());
    expect(rows.length).toBe(COUNT);
    expect(found.skipped).toEqual([]);

    const opened = await Promise.all(found.submissions.map((one) => one.open()));
    const unreadable = opened.filter(({ problem }) => problem !== undefined).map(({ id }) => id);
    const none = rows.filter(({ expected }) => expected === 'none').map(({ id }) => id);
    expect(unreadable.sort()).toEqual(none.sort());
    // All others are whole: the files of the student, at whatever depth and in whatever they are packed.
    const whole = opened.filter(({ files }) => files.has('raft.ts'));
    expect(whole.length).toBe(COUNT - none.length);
  });

  test('holds every kind, and folders, zips and tar.gz from several systems', () => {
    expect(new Set(expectations().map(({ kind }) => kind))).toEqual(
      new Set(MAKERS.map(({ kind }) => kind)),
    );
    const names = readdirSync(path.join(out, 'submissions'));
    for (const like of [
      /^[a-z-]+\d+$/,
      /^[a-z-]+\d+\.zip$/,
      /\.tar\.gz$/,
      /_assignsubmission_file$/,
      /^submission_\d+$/,
    ])
      expect(names.filter((name) => like.test(name))).not.toEqual([]);
  });

  test('writes times and a late policy that can be read', () => {
    const times = parseTimes(readFileSync(path.join(out, 'times.csv'), 'utf8'));
    expect('problem' in times ? times : new Set(times.keys())).toEqual(
      new Set(expectations().map(({ id }) => id)),
    );
    expect(parsePolicy(readFileSync(path.join(out, 'late.json'), 'utf8'))).toMatchObject({
      freeDays: 2,
    });
  });

  test('overwrites nothing, and says what it wants', () => {
    expect(make('out=class')).toMatchObject({
      status: 2,
      err: 'class is not empty. Choose another folder.\n',
    });
    writeFileSync(path.join(home, 'file'), '');
    expect(make('count=3').err).toContain('Name the output folder.');
    const help = make('help').out.replaceAll(/\s+/g, ' ');
    for (const { does } of MAKERS) expect(help).toContain(does);
  });
});

describe('a class', () => {
  /** Of all that is in a folder, names and contents. */
  function digest(folder: string): string {
    const hash = createHash('sha256');
    for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
      const file = path.join(folder, name);
      hash.update(`${name}\n`).update(statSync(file).isFile() ? readFileSync(file) : '');
    }
    return hash.digest('hex');
  }

  test('is the same for the same seed, and another for another', () => {
    make('out=same', `count=${COUNT}`, 'seed=1');
    make('out=other', `count=${COUNT}`, 'seed=2');
    const [first, same, other] = ['class', 'same', 'other'].map((name) =>
      digest(path.join(home, name)),
    );
    expect(same).toBe(first);
    expect(other).not.toBe(first);
  });

  test('of 200 holds three that hang, one that eats the memory, and as many as were asked for', () => {
    const counts = countsOf(MAKERS, 200);
    const of = (kind: string) => [...counts].find(([maker]) => maker.kind === kind)?.[1];
    expect([of('hanging'), of('memory'), of('reference'), of('variant')]).toEqual([3, 1, 30, 40]);
    for (const count of [0, 1, 5, 24, 49, 50, 300])
      expect([...countsOf(MAKERS, count).values()].reduce((sum, many) => sum + many, 0)).toBe(
        count,
      );
  });

  test('takes in cheats of which is known what they come to', async () => {
    const files = { kind: 'files', pieces: { module: 'process.exit(0);' } } as const;
    const cheat = { attempt: 'Ends the process.', base: 'reference', carrier: files } as const;
    const maker = cheatsOf([
      { ...cheat, id: 'a/refused', expected: { come: 'refused', says: 'x' } },
      { ...cheat, id: 'a/same', expected: { come: 'same' } },
      { ...cheat, id: 'a/harmless', expected: { come: 'harmless' } },
      {
        ...cheat,
        id: 'a/links',
        expected: { come: 'same' },
        carrier: { ...files, links: { a: 'b' } },
      },
      { ...cheat, id: 'a/named', expected: { come: 'named', rules: ['K.1'] } },
    ]);
    const works = await Promise.all(
      [0, 1, 2, 3].map(async (at) => maker.make(at, new Rng(1), '2C')),
    );
    expect(works[0]?.files.get('raft.ts')).toContain('process.exit(0);');
    expect(works.map(({ what, expected }) => `${what} ${expected}`)).toEqual([
      'cheat a/refused zero',
      'cheat a/same full',
      'cheat a/named less',
      'cheat a/refused zero',
    ]);
    expect(cheatsOf([]).share).toEqual({ exactly: 0 });
  });

  test('takes in students of other makers', async () => {
    const cheat: Maker = {
      kind: 'cheat',
      does: 'looks for the answers',
      share: { perCent: 100 },
      make: (at) => ({ what: `cheat ${at}`, files: new Map([['raft.ts', '']]), expected: 'zero' }),
    };
    const drawn: string[] = [];
    for await (const { work } of drawClass({ count: 3, seed: 1, stage: '2C', makers: [cheat] }))
      drawn.push(work.what);
    expect(drawn.sort()).toEqual(['cheat 0', 'cheat 1', 'cheat 2']);
  });
});
