/** Which folder of a submission counts, which files in it are taken, and what is said of all others. */
import fs from 'node:fs';
import path from 'node:path';
import { below, RAFT, tarGzOf, zipOf } from '../../support/archives';
import { Desk, found, handed, names, whyIgnored } from '../../support/intake';

const desk = new Desk();
afterAll(() => desk.clear());

/** A class of one folder. */
async function ada(files: Readonly<Record<string, string | Buffer>>) {
  const { ada: one } = await handed(desk.folder(below('ada', files)));
  if (!one) throw new Error('the folder was not found');
  return one;
}

describe('the folder that counts', () => {
  const SKELETON = { 'raft.ts': 'skeleton', 'persister.ts': 'skeleton' };

  test.each([
    ['the top', ''],
    ['labs/raft', 'labs/raft/'],
    ['a folder deep below', 'homework 3/final (2)/raft/'],
  ])('%s', async (_, folder) => {
    const files = Object.fromEntries(Object.entries(RAFT).map(([n, text]) => [folder + n, text]));
    expect(names(await ada(files))).toEqual(['persister.ts', 'raft.ts']);
  });

  test('is labs/raft, though others are nearer to the top', async () => {
    const one = await ada({ ...below('kit/labs/raft'), ...below('old', SKELETON) });
    expect(one.files.get('raft.ts')?.toString()).toBe(RAFT['raft.ts']);
    expect(one.remarks.join()).toContain('also in old');
  });

  test('is the whole one of two that are equally deep', async () => {
    const one = await ada({ ...below('b'), 'a/raft.ts': 'half' });
    expect(one.files.get('raft.ts')?.toString()).toBe(RAFT['raft.ts']);
  });

  test('cannot be known if there are two: both are named, and there is no score', async () => {
    const one = await ada({ ...below('final'), ...below('final2') });
    expect(one.problem).toContain('final, final2');
    expect(one.files.size).toBe(0);
  });

  test('is never one in node_modules or a hidden folder', async () => {
    const one = await ada({ ...below('x/node_modules'), ...below('.old'), ...below('a/b/c/d') });
    expect(names(one)).toHaveLength(2);
    expect(one.problem).toBeUndefined();
  });

  test('may lack a file: the bundler says so', async () => {
    expect(names(await ada({ 'raft.ts': 'x' }))).toEqual(['raft.ts']);
  });

  test('may be in an archive that lies in the folder', async () => {
    const one = await ada({ 'report.pdf': 'x', 'my.zip': await zipOf(below('labs/raft')) });
    expect(names(one)).toEqual(['persister.ts', 'raft.ts']);
    expect(whyIgnored(one, 'report.pdf')).toBe('beside the archive with raft.ts');
  });

  test('is not looked for in archives within archives', async () => {
    const inner = await zipOf({ 'b.zip': await zipOf(RAFT) });
    expect((await ada({ 'a.zip': inner })).problem).toContain('It has b.zip');
  });

  test('is not guessed among several archives', async () => {
    const archives = { 'a.zip': await zipOf(RAFT), 'b.tgz': await tarGzOf(RAFT) };
    // Alone in its class, such a folder could be the class.
    const two = await handed(desk.folder({ ...below('ada', archives), ...below('bob', RAFT) }));
    expect(two.ada?.problem).toContain('a.zip, b.tgz');
  });
});

describe('of the folder', () => {
  test('all is taken that can be imported, below it too', async () => {
    const sources = [
      'a.ts',
      'b.js',
      'c.json',
      'd.d.ts',
      'e.mts',
      'f.tsx',
      'sub/deep/g.ts',
      'h.txt',
    ];
    const one = await ada({ ...RAFT, ...Object.fromEntries(sources.map((name) => [name, '1'])) });
    expect(names(one)).toEqual([...sources, 'persister.ts', 'raft.ts'].sort());
  });

  test.each([
    ['raft.test.ts', 'a test'],
    ['sub/log.spec.js', 'a test'],
    ['tsconfig.json', 'settings'],
    ['package.json', 'settings'],
    ['package-lock.json', 'settings'],
    ['notes.md', 'not a source'],
    ['.env.ts', 'hidden'],
  ])('%s is not taken', async (name, why) => {
    const one = await ada({ ...RAFT, [name]: 'x' });
    expect(names(one)).toEqual(['persister.ts', 'raft.ts']);
    expect(whyIgnored(one, name)).toContain(why);
  });

  test('links are not followed, whether to files or to folders', async () => {
    const secret = desk.folder({ 'secret.ts': 'secret' });
    const folder = desk.folder(below('ada'));
    fs.symlinkSync(path.join(secret, 'secret.ts'), path.join(folder, 'ada', 'log.ts'));
    fs.symlinkSync(secret, path.join(folder, 'ada', 'more'), 'dir');
    const { ada: one } = await handed(folder);
    expect(one && names(one)).toEqual(['persister.ts', 'raft.ts']);
    expect(one && whyIgnored(one, 'log.ts')).toContain('a link');
    expect(one && whyIgnored(one, 'more')).toContain('a link');
  });

  test('a link in place of a whole submission is not followed, and has a row', async () => {
    const folder = desk.folder(below('ada'));
    fs.symlinkSync(desk.folder(RAFT), path.join(folder, 'eve'), 'dir');
    const { ada: one, eve } = await handed(folder);
    expect(one && names(one)).toEqual(['persister.ts', 'raft.ts']);
    expect(eve?.files.size).toBe(0);
    expect(eve?.problem).toContain('links are not followed');
  });
});

describe('what is not taken', () => {
  test('is told of: the kit in one line for each folder with many files', async () => {
    const rules = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`rules/${i}.ts`, 'x']));
    const one = await ada({
      ...below('kit/labs/raft'),
      ...below('kit/grader', rules),
      ...below('kit/node_modules', rules),
      'kit/package.json': '{}',
      'kit/diary.md': 'x',
    });
    expect(one.ignored).toEqual([
      { path: 'kit/diary.md', why: 'outside of the folder with raft.ts' },
      { path: 'kit/grader/', why: "the kit's own is used (30 files)" },
      { path: 'kit/node_modules/', why: 'packages cannot be used' },
      { path: 'kit/package.json', why: "the kit's own is used" },
    ]);
  });

  test('fills 200 lines at most', async () => {
    const one = await ada({
      ...RAFT,
      ...Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`n${i}.md`, 'x'])),
    });
    expect(one.ignored).toHaveLength(200);
    expect(one.ignored.at(-1)?.why).toBe('and 101 more');
  });
});

test('a machine that fails is no problem of the submission: opening throws', async () => {
  const folder = desk.folder(below('ada'));
  const { submissions } = await found(folder);
  fs.rmSync(path.join(folder, 'ada'), { recursive: true });
  await expect(submissions[0]?.open()).rejects.toThrow('ENOENT');
});

test('an archive that is gone when it is opened is no problem of the submission either', async () => {
  for (const [name, content] of [
    ['ada.zip', await zipOf(RAFT)],
    ['ada.tgz', await tarGzOf(RAFT)],
  ] as const) {
    const file = desk.file(name, content);
    const { submissions } = await found(path.dirname(file));
    fs.rmSync(file);
    await expect(submissions[0]?.open()).rejects.toThrow('ENOENT');
  }
});
