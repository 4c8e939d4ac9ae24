/** A git repository in a list of local clones: it must hold all that git reads of it. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { deflateSync } from 'node:zlib';
import { Broken } from '../../../grader/instructor/class/intake/broken';
import { gitFolderOf, localPile } from '../../../grader/instructor/class/intake/repository';

let home: string;
let ada: string;
beforeAll(() => {
  home = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'own-store-'));
  ada = path.join(home, 'ada');
  const git = (...words: string[]) =>
    execFileSync('git', ['-c', 'user.name=ada', '-c', 'user.email=ada@localhost', ...words], {
      cwd: ada,
      env: { ...process.env, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: os.devNull },
    });
  fs.mkdirSync(ada);
  git('init', '--quiet');
  fs.writeFileSync(path.join(ada, 'raft.ts'), 'export class Raft {}\n');
  git('add', '.');
  git('commit', '--quiet', '-m', 'Raft');
});
afterAll(() => {
  fs.rmSync(home, { recursive: true, force: true });
});

/** A clone of ada's files, changed. */
function eve(change: (gitFolder: string) => void): string {
  const folder = fs.mkdtempSync(path.join(home, 'eve-'));
  fs.cpSync(ada, folder, { recursive: true });
  change(path.join(folder, '.git'));
  return folder;
}

test('that is whole is read', async () => {
  const folder = eve(() => undefined);
  expect(await gitFolderOf(folder)).toBe(path.join(folder, '.git'));
});

const linked = (name: string) => (gitFolder: string) => {
  fs.rmSync(path.join(gitFolder, name), { recursive: true, force: true });
  fs.symlinkSync(path.join(ada, '.git', name), path.join(gitFolder, name));
};
const says = (name: string, text: string) => (gitFolder: string) => {
  fs.mkdirSync(path.dirname(path.join(gitFolder, name)), { recursive: true });
  fs.writeFileSync(path.join(gitFolder, name), text);
};

const links = process.platform === 'win32' ? test.skip : test;
links.each(['objects', 'refs', 'HEAD', 'objects/pack', 'refs/heads', 'config'])(
  'whose %s is a link to a neighbour’s is refused',
  async (name) => {
    await expect(gitFolderOf(eve(linked(name)))).rejects.toThrow(`.git/${name} leads elsewhere`);
  },
);

test.each([
  ['objects/info/alternates', '../../ada/.git/objects\n', 'alternates leads elsewhere'],
  ['objects/info/http-alternates', 'http://localhost/\n', 'alternates leads elsewhere'],
  ['config', '[include]\n\tpath = ../../ada/.git/config\n', 'config leads elsewhere'],
  ['config', '[core] [include] path = pipe\n', 'config leads elsewhere'],
  ['config.worktree', '[ includeIf "gitdir:/" ]\n\tpath = x\n', 'config.worktree leads elsewhere'],
  ['commondir', '../../ada/.git\n', 'only points at a git repository elsewhere'],
  ['gitdir', '../../ada/.git\n', 'gitdir leads elsewhere'],
])('with %s of its own is refused', async (name, text, words) => {
  await expect(gitFolderOf(eve(says(name, text)))).rejects.toThrow(words);
});

test('that lists more files than anybody has is the student’s to mend, and not a fault of the machine', async () => {
  const folder = eve(() => undefined);
  const git = (input: string, ...words: string[]) =>
    execFileSync('git', words, { cwd: folder, input }).toString().trim();
  const blob = git('', 'hash-object', '-w', '--stdin');
  const many = (kind: string, hash: string) =>
    Array.from({ length: 60 }, (_, i) => `${kind} ${hash}\t${i}`).join('\n');
  let tree = git(many('100644 blob', blob), 'mktree');
  // Six objects that stand for thirteen million files.
  for (let depth = 0; depth < 3; depth++) tree = git(many('040000 tree', tree), 'mktree');
  const who = ['-c', 'user.name=eve', '-c', 'user.email=eve@localhost'];
  const commit = git('', ...who, 'commit-tree', tree, '-m', 'Raft');
  const said = localPile(path.join(folder, '.git'), { commit });
  await expect(said).rejects.toThrow(Broken);
  await expect(said).rejects.toThrow('holds more than 100000 files');
});

/** A number as git writes the lengths in a delta. */
function lengthBytes(length: number): readonly number[] {
  return length < 0x80 ? [length] : [(length & 0x7f) | 0x80, ...lengthBytes(length >> 7)];
}

/** An object of a pack. */
function packed(type: number, before: Buffer, content: Buffer): Buffer {
  const { length } = content;
  const [first, ...more] =
    length < 16 ? [length] : [(length & 15) | 0x80, ...lengthBytes(length >> 4)];
  return Buffer.concat([
    Buffer.from([(type << 4) | first, ...more]),
    before,
    deflateSync(content, { level: 1 }),
  ]);
}

test('whose small file is a change of a huge one is not read into memory', async () => {
  const folder = eve(() => undefined);
  const git = (input: string | Buffer, ...words: string[]) =>
    execFileSync('git', ['-c', 'user.name=e', '-c', 'user.email=e@localhost', ...words], {
      cwd: folder,
      input,
    })
      .toString()
      .trim();
  const huge = Buffer.alloc(70_000_000);
  const text = Buffer.from('export class Raft {}\n'.repeat(2));
  const sha1 = (...parts: readonly (string | Buffer)[]) => {
    const hash = createHash('sha1');
    for (const part of parts) hash.update(part);
    return hash.digest();
  };
  const base = sha1(`blob ${huge.length}\0`, huge);
  const change = Buffer.from([
    ...lengthBytes(huge.length),
    ...lengthBytes(text.length),
    text.length,
    ...text,
  ]);
  const head = Buffer.from('PACK\0\0\0\x02\0\0\0\x02', 'latin1');
  const pack = Buffer.concat([head, packed(3, Buffer.alloc(0), huge), packed(7, base, change)]);
  git(Buffer.concat([pack, sha1(pack)]), 'index-pack', '--stdin');
  const blob = sha1(`blob ${text.length}\0`, text).toString('hex');
  const tree = git(`100644 blob ${blob}\traft.ts\n`, 'mktree');
  git('', 'update-ref', 'HEAD', git('', 'commit-tree', tree, '-m', 'huge'));
  const { items } = await localPile(path.join(folder, '.git'), {});
  await expect(items[0]?.read()).rejects.toThrow(/damaged or not whole: it lacks raft\.ts/);
});
