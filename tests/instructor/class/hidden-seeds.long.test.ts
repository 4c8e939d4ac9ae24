/** Hidden seeds follow from the secret, are no public ones, and can be audited. */
import {
  chmodSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { readSecret } from '../../../grader/instructor/class/secret-file';
import {
  assignmentKey,
  commitmentOf,
  hiddenSeeds,
} from '../../../grader/instructor/class/hidden-seeds';
import { parseGradeArgs } from '../../../grader/command/grade-words/args';
import { CATALOGUE } from '../../../grader/judge/scenarios/catalogue';
import { isSeed, seedCalled } from '../../../grader/world/sim/seed';
import { runAt } from '../../support/command';

const SECRET = Buffer.from('correct horse battery staple');
const key = assignmentKey(SECRET, 'raft-2026');
const draw = (test: string, count: number, submission?: string) =>
  hiddenSeeds(key, { test, count, ...(submission !== undefined && { submission }) });

let home = '';
beforeAll(() => {
  home = mkdtempSync(path.join(realpathSync(os.tmpdir()), 'seeds-'));
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

describe('hidden seeds', () => {
  test('stay what they are: grades of last year can be audited', () => {
    expect(key.toString('hex')).toBe(
      'f639cb80ff85296c92a207258e6cb2d088aa34812698be7f85506959356d4425',
    );
    expect(commitmentOf(key)).toBe(
      'a11f3090aeb9135451f29a9f27d40e3c22903e957b0efdd5e0afaa74c17a0388',
    );
    expect(draw('2C/figure-8', 2)).toEqual([
      'cc8c68463cb2afcaf3569ec0fd02ec5b',
      '4841d093ae1fcb03d61b63957d9ad75d',
    ]);
    expect(draw('2C/figure-8', 2, 'ada')).toEqual([
      'f72e42250dad81f3bd594f84fd583e6d',
      '08bf110360d957224a33df50ffdb2011',
    ]);
  });

  test('have 128 bits each, are distinct and no public ones', () => {
    const seeds = draw('2C/storm', 2_000);
    expect(new Set(seeds).size).toBe(2_000);
    for (const seed of seeds) expect(seed).toMatch(/^[0-9a-f]{32}$/);
  });

  test('have bits that are set half of the time, each of them', () => {
    const seeds = draw('2C/storm', 2_000).map((seed) => BigInt(`0x${seed}`));
    const counts = Array.from(
      { length: 128 },
      (_, bit) => seeds.filter((seed) => (seed >> BigInt(bit)) & 1n).length,
    );
    // Six standard deviations of 2000 throws of a coin.
    for (const many of counts) expect(Math.abs(many - 1_000)).toBeLessThan(135);
  });

  test('are taken by every door by which an instructor replays them, as they are written', () => {
    const [seed = ''] = draw('2C/storm', 1);
    expect(isSeed(seed)).toBe(true);
    expect(seedCalled(seed)).toBe(seed);
    // 32 digits without a letter are a word all the same, and no number that has lost its end.
    const digits = '10203040506070809010203040506070';
    expect(seedCalled(digits)).toBe(digits);
    expect([seedCalled('7'), seedCalled('2147483647')]).toEqual([7, 2 ** 31 - 1]);
    for (const wrong of ['', '2147483648', '-1', '1e3', 'abc', seed.toUpperCase(), `${seed}0`])
      expect(seedCalled(wrong)).toBeUndefined();
    const line = parseGradeArgs(['2C', 'only=storm', `seed=${seed}`], {}, CATALOGUE);
    expect(line).toMatchObject({ kind: 'grade', tests: ['2C/storm'], seed });
  });

  test('begin alike when more of them are asked for', () => {
    expect(draw('2A/majority', 30).slice(0, 7)).toEqual(draw('2A/majority', 7));
    expect(draw('2A/majority', 0)).toEqual([]);
  });

  test('differ for each secret, assignment, test and submission', () => {
    const all = [
      draw('2C/storm', 5),
      draw('2C/hint', 5),
      draw('2C/storm', 5, 'ada'),
      draw('2C/storm', 5, 'bob'),
      draw('2C/storm', 5, ''),
      hiddenSeeds(assignmentKey(SECRET, 'raft-2027'), { test: '2C/storm', count: 5 }),
      hiddenSeeds(assignmentKey(Buffer.from('another, as long'), 'raft-2026'), {
        test: '2C/storm',
        count: 5,
      }),
    ].flat();
    expect(new Set(all).size).toBe(all.length);
  });

  test('of two names that run together are not the same', () => {
    expect(draw('2C/a', 2, 'bc')).not.toEqual(draw('2C/ab', 2, 'c'));
    expect(draw('2C/a","b', 2)).not.toEqual(draw('2C/a', 2, 'b'));
  });

  test('are not told by the commitment or the key of another assignment', () => {
    const other = assignmentKey(SECRET, 'raft-2027');
    expect(commitmentOf(other)).not.toBe(commitmentOf(key));
    expect(commitmentOf(key)).not.toContain(key.toString('hex'));
  });
});

describe('a secret', () => {
  const write = (name: string, content: string | Buffer, mode = 0o600) => {
    const file = path.join(home, name);
    writeFileSync(file, content);
    chmodSync(file, mode);
    return file;
  };

  test('is the same with or without a line end, and from the environment', () => {
    const plainly = readSecret(write('a', 'correct horse battery staple'), {});
    const ended = readSecret(write('b', '\ufeff correct horse battery staple\r\n'), {});
    const told = readSecret(undefined, { RAFT_LAB_SECRET: 'correct horse battery staple\n' });
    const expected = { kind: 'secret', secret: SECRET, warnings: [] };
    expect([plainly, ended, told]).toEqual([expected, expected, expected]);
  });

  test('that is short is refused, and the text says how to make one', () => {
    const read = readSecret(write('short', '  fifteen bytes!! \n\n\n'.replace('!!', '!')), {});
    expect(read.kind === 'problem' && read.problem).toContain('has 14 bytes; at least 16');
    expect(read.kind === 'problem' && read.problem).toContain('npm run hidden-seeds new=');
  });

  test('that was typed in place of a file is refused and not repeated', () => {
    const read = readSecret(path.join(home, 'hunter2-hunter2-hunter2'), {});
    expect(read.kind === 'problem' && read.problem).toContain('the name of a file');
    expect(JSON.stringify(read)).not.toContain('hunter2');
  });

  test('that is not there is none', () => {
    expect(readSecret(undefined, {})).toEqual({ kind: 'none' });
    expect(readSecret(undefined, { RAFT_LAB_SECRET: '' })).toEqual({ kind: 'none' });
  });

  test('in a folder or in a film is refused', () => {
    expect(readSecret(home, {})).toEqual({
      kind: 'problem',
      problem: 'secret= does not name a file.',
    });
    const film = readSecret(write('film', Buffer.alloc(100_000)), {});
    expect(film.kind === 'problem' && film.problem).toContain('100000 bytes');
  });

  (process.platform === 'win32' ? test.skip : test)('that others may read is warned of', () => {
    const read = readSecret(write('open', 'correct horse battery staple', 0o644), {});
    expect(read.kind === 'secret' && read.warnings).toEqual([
      'Others on this machine may read the secret. To keep it private: chmod 600 FILE',
    ]);
  });
});

describe('npm run hidden-seeds', () => {
  const run = (...words: readonly string[]) => runAt(home, 'hidden-seeds', words);

  test('makes a secret, keeps it, and audits results with it', () => {
    expect(run('new=mine').status).toBe(0);
    const file = path.join(home, 'mine');
    const text = readFileSync(file, 'utf8');
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
    const again = run('new=mine');
    expect([again.status, again.err]).toEqual([2, expect.stringContaining('exists already')]);
    expect(readFileSync(file, 'utf8')).toBe(text);

    const mine = assignmentKey(Buffer.from(text.trim()), 'raft-2026');
    const results = {
      assignment: 'raft-2026',
      stage: '2C',
      seeds: { hidden: { '2C/hint': 2 }, commitment: commitmentOf(mine) },
    };
    writeFileSync(path.join(home, 'results.json'), JSON.stringify({ run: results }));
    const course = { secret: 'mine', assignments: { 'raft-2026': { stages: { '2C': 1 } } } };
    writeFileSync(path.join(home, 'course.json'), JSON.stringify(course));
    const right = run('course=course.json', 'results=results.json');
    expect([right.status, right.err]).toEqual([0, '']);
    expect(right.out).toContain(
      `2C/hint  ${hiddenSeeds(mine, { test: '2C/hint', count: 2 }).join(' ')}\n`,
    );
    expect(right.out).toContain(
      '✓ The results have this commitment: they were graded on these hidden seeds',
    );
    expect(right.out + right.err).not.toContain(text.trim());

    writeFileSync(path.join(home, 'other'), 'correct horse battery staple', { mode: 0o600 });
    const wrong = run('secret=other', 'results=results.json');
    expect([wrong.status, wrong.out]).toEqual([
      1,
      expect.stringMatching(/Another\s+secret was used/),
    ]);
  });

  test('shows the seeds of a stage', () => {
    writeFileSync(path.join(home, 'mine2'), `${SECRET.toString()}\n`, { mode: 0o600 });
    const { status, out } = run('secret=mine2', 'assignment=raft-2026', 'stage=2c', 'count=3');
    expect(status).toBe(0);
    expect(out).toMatch(new RegExp(`^2C/figure-8 +${draw('2C/figure-8', 3).join('\\s+')}$`, 'm'));
    expect(out).not.toContain('2A/');
  });

  test('shows seeds of a submission only where each has its own', () => {
    writeFileSync(path.join(home, 'mine3'), `${SECRET.toString()}\n`, { mode: 0o600 });
    const write = (own: boolean) => {
      const seeds = { hidden: { '2C/hint': 2 }, commitment: commitmentOf(key), own };
      const results = JSON.stringify({ run: { assignment: 'raft-2026', seeds } });
      writeFileSync(path.join(home, 'own.json'), results);
    };
    write(true);
    const words = ['secret=mine3', 'results=own.json'];
    expect(run(...words).out).toContain('Each submission has different seeds.');
    const ada = run(...words, 'submission=ada');
    expect([ada.status, ada.out]).toEqual([
      0,
      expect.stringContaining(`2C/hint  ${draw('2C/hint', 2, 'ada').join(' ')}\n`),
    ]);
    write(false);
    expect(run(...words, 'submission=ada').out).toContain('All submissions ran on the same seeds.');
  });

  test('says what it lacks', () => {
    const { status, err } = run('assignment=raft-2026');
    expect([status, err]).toEqual([2, expect.stringContaining('Name the file of the secret')]);
  });
});
