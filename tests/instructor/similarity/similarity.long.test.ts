/** A class is laid out as JPlag, Moss and Dolos want it, with what was handed out marked as such. */
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { authorsIn } from '../../../grader/instructor/similarity/authors';
import { layout } from '../../../grader/instructor/similarity/layout';
import { FORMATS } from '../../../grader/instructor/similarity/readme';
import { runAt } from '../../support/command';

const ROOT = path.join(__dirname, '..', '..', '..');
let home = '';
beforeAll(() => {
  home = mkdtempSync(path.join(realpathSync(os.tmpdir()), 'similarity-'));
  for (const name of ['ada', 'bob', '=1+1'])
    cpSync(path.join(ROOT, 'solutions', 'raft'), path.join(home, 'class', name), {
      recursive: true,
    });
  mkdirSync(path.join(home, 'class', 'cy'));
  writeFileSync(path.join(home, 'class', 'cy', 'letter.txt'), 'Sorry.');
  writeFileSync(path.join(home, 'times.csv'), 'id,submitted_at\nada,2026-11-23T12:00:00Z\n');
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

const run = (...words: readonly string[]) => runAt(home, 'export-similarity', words);

const at = (...parts: readonly string[]) => path.join(home, ...parts);
const read = (...parts: readonly string[]) => readFileSync(at(...parts), 'utf8');
const skeleton = readFileSync(path.join(ROOT, 'labs', 'raft', 'raft.ts'), 'utf8');
const solution = readFileSync(path.join(ROOT, 'solutions', 'raft', 'raft.ts'), 'utf8');

test('a repository that cannot be fetched is left out, and the others are compared', async () => {
  const list = at('repositories.txt');
  writeFileSync(list, `ada class/ada\nbob git://127.0.0.1:1/gone.git\n`);
  const { authors, unread } = await authorsIn(list, new Map(), {});
  expect(authors.map(({ id }) => id)).toEqual(['ada']);
  expect(unread).toEqual([expect.stringMatching(/^bob: git could not fetch .*gone\.git/)]);
});

describe('npm run export-similarity', () => {
  test('for JPlag: a folder for each student, and the starter as base code', () => {
    const { status, out, err } = run('class', 'out=jplag');
    expect([status, err]).toEqual([1, '']);
    expect(out).toContain('Wrote 3 submissions and the starter');
    expect(out).toMatch(/✗ Left out: cy: .*raft\.ts/);
    expect(readdirSync(at('jplag', 'submissions')).sort()).toEqual(['_1+1', 'ada', 'bob']);
    expect(read('jplag', 'submissions', 'ada', 'raft.ts')).toBe(solution);
    expect(read('jplag', 'base', 'raft.ts')).toBe(skeleton);
    // What is no source is not compared.
    expect(existsSync(at('jplag', 'submissions', 'ada', 'tsconfig.json'))).toBe(false);
    expect(read('jplag', 'README.md')).toContain(
      'java -jar jplag.jar -l typescript -bc base -r result submissions',
    );
  });

  test('for Moss: the same, every base file named, and nobody else if that is wished', () => {
    expect(run('class', 'out=moss', 'format=moss', 'pseudonyms').status).toBe(1);
    const names = ['student-1', 'student-2', 'student-3'];
    expect(readdirSync(at('moss', 'submissions')).sort()).toEqual(names);
    const bases = readdirSync(at('moss', 'base'));
    expect(bases).toContain('raft.ts');
    for (const name of bases) expect(read('moss', 'README.md')).toContain(` -b base/${name} `);
    expect(read('moss', 'README.md')).toContain('perl moss.pl -l javascript -d -b base/');
    const key: string[][] = parse(read('moss-who-is-who.csv'));
    expect(key.slice(1).map(([name]) => name)).toEqual(names);
    expect(
      key
        .slice(1)
        .map(([, id]) => id)
        .sort(),
    ).toEqual(["'=1+1", 'ada', 'bob']);
    const all = readdirSync(at('moss'), { recursive: true, encoding: 'utf8' }).join('\n');
    expect(all).not.toMatch(/ada|bob|who-is-who/);
  });

  test('for Dolos: a file for each student, info.csv and the starter to ignore', () => {
    expect(run('class', 'out=dolos', 'format=dolos', 'times=times.csv').status).toBe(1);
    expect(parse(read('dolos', 'info.csv'))).toEqual([
      ['filename', 'full_name', 'id', 'created_at'],
      ['submissions/_1+1.ts', "'=1+1", "'=1+1", ''],
      ['submissions/ada.ts', 'ada', 'ada', '2026-11-23T12:00:00Z'],
      ['submissions/bob.ts', 'bob', 'bob', ''],
    ]);
    const one = read('dolos', 'submissions', 'ada.ts');
    expect(one).toContain(`// File raft.ts\n${solution}`);
    expect(one.indexOf('// File commit.ts')).toBeLessThan(one.indexOf('// File log.ts'));
    expect(read('dolos', 'starter.ts')).toContain(`// File raft.ts\n${skeleton}`);
    expect(read('dolos', 'README.md')).toContain(
      'dolos run -f web -l typescript -i starter.ts info.csv',
    );
  });

  test('takes the stages for base code that were handed out solved', () => {
    expect(run('class', 'out=solved', 'through=2B').status).toBe(1);
    expect(read('solved', 'base', 'replication.ts')).not.toContain('TODO 2B');
    expect(read('solved', 'base', 'persistence.ts')).toContain('TODO 2C');
    expect(read('jplag', 'base', 'replication.ts')).toContain('TODO 2B');
  });

  test('says what it wants', () => {
    expect(run('class', 'out=class')).toMatchObject({
      status: 2,
      err: expect.stringContaining('is not empty') as string,
    });
    expect(run('class', 'out=x', 'format=turnitin').err).toBe(
      'format is one of jplag, moss, dolos, not "turnitin".\n',
    );
    expect(run('nowhere', 'out=x').status).toBe(2);
    expect(run('out=x').err).toContain('Name the submissions');
  });
});

describe('a layout', () => {
  const file = Buffer.from('const a = 1;\n');
  const files = new Map([
    ['lib/log.ts', file],
    ['raft.ts', file],
    ['lib__log.ts', file],
  ]);

  test('for Moss has no folders within folders, and loses no file by that', () => {
    const made = layout('moss', {
      authors: [{ id: 'ada', name: 'ada', files }],
      starter: new Map(),
    });
    expect([...made.keys()].sort()).toEqual([
      'README.md',
      'submissions/ada/lib__log-2.ts',
      'submissions/ada/lib__log.ts',
      'submissions/ada/raft.ts',
    ]);
  });

  test('names no student in what is to be read', () => {
    for (const format of FORMATS) {
      const made = layout(format, { authors: [{ id: 'ada', name: 'ada', files }], starter: files });
      expect(made.get('README.md')?.toString()).not.toContain('ada');
    }
  });
});
