/** A list of repositories: what it may say, and that nothing of a student's repository is run. */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { fetchedPile } from '../../../grader/instructor/class/intake/repository';
import { plainEnvironment } from '../../support/command';
import { below, RAFT, zipOf } from '../../support/archives';
import { Desk, found, handed, names, problemOf, whyIgnored } from '../../support/intake';

const desk = new Desk();
afterAll(() => desk.clear());

function git(folder: string, ...words: readonly string[]): string {
  return gitAt(undefined, folder, ...words);
}

/** @param when ISO 8601: the time that a commit bears */
function gitAt(when: string | undefined, folder: string, ...words: readonly string[]): string {
  const who = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org'];
  const config = { GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: os.devNull };
  const settings = ['-c', 'init.defaultBranch=main', '-c', 'core.autocrlf=false', ...who];
  return execFileSync('git', [...settings, ...words], {
    cwd: folder,
    env: plainEnvironment({ ...config, ...(when !== undefined && { GIT_COMMITTER_DATE: when }) }),
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  }).trim();
}

const hasGit = ((): boolean => {
  try {
    return git(os.tmpdir(), '--version') !== '';
  } catch {
    process.stderr.write('git is not there: the tests that need it are left out\n');
    return false;
  }
})();
const withGit = hasGit ? describe : describe.skip;

/** @returns the folder, and its commits from the first to the last */
function repository(...versions: readonly Readonly<Record<string, string | Buffer>>[]) {
  const folder = desk.folder();
  git(folder, 'init', '--quiet');
  const commits = versions.map((files) => {
    for (const [name, text] of Object.entries(files)) {
      const file = path.join(folder, name);
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(file, text);
    }
    git(folder, 'add', '--all', '--force');
    git(folder, 'commit', '--quiet', '--no-verify', '-m', 'work');
    return git(folder, 'rev-parse', 'HEAD');
  });
  return { folder, commits };
}

async function fromList(...lines: readonly string[]) {
  return handed(desk.file('class.txt', lines.join('\n')));
}

describe('a list', () => {
  test('may have comments, empty lines, quotes, a mark of byte order and paths from its own folder', async () => {
    const folder = desk.folder({
      ...below('ada'),
      ...below('my class/bob'),
      'cleo.zip': await zipOf(RAFT),
      'class.txt':
        '\ufeff# the class\r\n\r\nada ada # the best\r\n"Bob B." "my class/bob"\r\ncleo ./cleo.zip\r\n',
    });
    const all = await handed(path.join(folder, 'class.txt'));
    expect(Object.keys(all)).toEqual(['ada', 'Bob B.', 'cleo']);
    for (const one of Object.values(all)) expect(names(one)).toEqual(['persister.ts', 'raft.ts']);
  });

  test.each([
    ['an option for an address', 'ada --upload-pack=touch', 'looks like an option'],
    ['an option for a commit', 'ada /tmp/x --output=evil', 'cannot be the name of a commit'],
    ['a helper', 'ada ext::sh%20-c%20evil', 'would start a helper'],
    ['a helper of descriptors', 'ada fd::17/x', 'would start a helper'],
    ['an odd protocol', 'ada ftp://example.org/x', 'begins with ftp:'],
    ['a server that is an option', 'ada ssh://-oProxyCommand=evil/x', 'names no server'],
    ['the same behind a name', 'ada ssh://git@-oProxyCommand=evil/x', 'names no server'],
    ['a range of commits', 'ada /tmp/x a..b', 'cannot be the name of a commit'],
    ['a file of a commit', 'ada /tmp/x main:raft.ts', 'cannot be the name of a commit'],
    ['no address', 'ada', 'no address'],
    ['too many words', 'ada /tmp/x main more', 'more than three fields'],
    ['nothing', '# nobody', 'empty list'],
  ])('that has %s is refused, with its line', async (_, line, message) => {
    const said = await problemOf(desk.file('class.txt', `# first\n${line}\n`));
    expect(said).toContain(message);
    if (!line.startsWith('#')) expect(said).toContain('class.txt, line 2: ');
  });

  test('that is no text is refused', async () => {
    const said = await problemOf(desk.file('class.bin', Buffer.from([1, 0, 2, 0])));
    expect(said).toContain('neither a zip nor a list');
  });

  test('shows no passwords', async () => {
    const list = desk.file('class.txt', 'ada https://ada:s3cret@example.org/ada.git');
    const { submissions } = await found(list);
    expect(submissions[0]?.source).toBe('https://example.org/ada.git');
  });

  test('of a place that is not there is a problem of that line alone', async () => {
    const folder = desk.folder(RAFT);
    const all = await fromList('ada nowhere', `bob ${folder}`, `cleo ${folder} main`);
    expect(all['ada']?.problem).toContain('is not there');
    expect(all['bob']?.problem).toBeUndefined();
    expect(all['cleo']?.problem).toContain('a folder without git');
  });
});

withGit('a local repository', () => {
  test('gives what was committed, not what lies about', async () => {
    const { folder, commits } = repository(below('labs/raft'));
    fs.writeFileSync(path.join(folder, 'labs', 'raft', 'raft.ts'), 'not committed');
    const { ada } = await fromList(`ada "${folder}"`);
    expect(ada?.files.get('raft.ts')?.toString()).toBe(RAFT['raft.ts']);
    expect(ada?.commit).toBe(commits[0]);
  });

  test('gives the commit, the short commit, the branch or the tag that is asked for', async () => {
    const { folder, commits } = repository(RAFT, { 'raft.ts': 'second' });
    const [first = ''] = commits;
    git(folder, 'branch', 'feature/x', first);
    git(folder, 'tag', '-a', 'v1', '-m', 'v1', first);
    const asked = [first, first.slice(0, 10), 'feature/x', 'v1', 'HEAD~1'];
    const all = await fromList(...asked.map((name, i) => `s${i} "${folder}" ${name}`));
    for (const one of Object.values(all)) {
      expect(one.problem).toBeUndefined();
      expect(one.commit).toBe(first);
      expect(one.files.get('raft.ts')?.toString()).toBe(RAFT['raft.ts']);
    }
  });

  test('gives the last commit of before a moment and its time, in a list and as a folder of the class', async () => {
    const { folder, commits } = repository(RAFT, { 'raft.ts': 'second' }, { 'raft.ts': 'third' });
    const times = [
      '2026-10-01T10:00:00Z',
      '2026-10-01T23:59:00+02:00',
      '2026-10-02T00:00:00+02:00',
    ];
    // Each commit as it would be at its time: the same files, another date.
    let parent: readonly string[] = [];
    const dated = commits.map((commit, at) => {
      const made = gitAt(
        times[at],
        folder,
        'commit-tree',
        `${commit}^{tree}`,
        ...parent,
        '-m',
        'work',
      );
      parent = ['-p', made];
      return made;
    });
    git(folder, 'reset', '--quiet', '--hard', dated[2] ?? '');
    git(folder, 'branch', 'hand-in');
    git(folder, 'tag', 'v1');
    // Would start a program where git looks for signatures.
    git(folder, 'config', 'log.showSignature', 'true');
    const parentFolder = desk.folder({
      'list.txt': `ada "${folder}"\nold "${folder}" ${commits[2] ?? ''}\nbranch "${folder}" hand-in\ntag "${folder}" v1\n`,
    });
    fs.cpSync(folder, path.join(parentFolder, 'class', 'ada'), { recursive: true });
    fs.mkdirSync(path.join(parentFolder, 'class', 'bob'));
    fs.writeFileSync(path.join(parentFolder, 'class', 'bob', 'raft.ts'), 'no git');
    const open = async (where: string, before: string) => {
      const { submissions } = await found(path.join(parentFolder, where), { before });
      return Object.fromEntries(
        await Promise.all(submissions.map(async (one) => [one.id, await one.open()] as const)),
      );
    };
    for (const where of ['list.txt', 'class']) {
      const { ada } = await open(where, '2026-10-01T23:59:00+02:00');
      expect(ada).toMatchObject({ commit: dated[1], submittedAt: '2026-10-01T21:59:00.000Z' });
      expect(ada?.files.get('raft.ts')?.toString()).toBe('second');
      expect((await open(where, '2026-10-01T11:59:59+02:00'))['ada']?.problem).toContain(
        'has no commit made before',
      );
    }
    const { old, branch, tag } = await open('list.txt', '2026-10-01T12:00:00Z');
    expect([old?.commit, branch?.commit, tag?.commit]).toEqual([commits[2], dated[0], dated[2]]);
    expect(
      (await open('class', '2026-10-01T12:00:00Z'))['bob']?.files.get('raft.ts')?.toString(),
    ).toBe('no git');
  });

  test('may be bare, or a clone that knows a branch only from afar', async () => {
    const { folder, commits } = repository(RAFT);
    git(folder, 'branch', 'late');
    const [bare, clone] = [desk.folder(), desk.folder()];
    git(bare, 'clone', '--quiet', '--bare', folder, '.');
    git(clone, 'clone', '--quiet', folder, '.');
    const all = await fromList(`bare "${bare}"`, `clone "${clone}" late`);
    expect(all['bare']?.commit).toBe(commits[0]);
    expect(all['clone']?.commit).toBe(commits[0]);
  });

  test('without a commit, or without the one asked for, is a problem', async () => {
    const empty = desk.folder();
    git(empty, 'init', '--quiet');
    const all = await fromList(`a "${empty}"`, `b "${repository(RAFT).folder}" nosuch`);
    expect(all['a']?.problem).toContain('without a single commit');
    expect(all['b']?.problem).toContain('no commit, branch or tag nosuch');
  });

  test('inside of another one is not taken for it', async () => {
    const { folder } = repository({ 'raft.ts': 'outer', 'persister.ts': '' });
    fs.mkdirSync(path.join(folder, 'ada'));
    fs.writeFileSync(path.join(folder, 'ada', 'raft.ts'), 'inner');
    const { ada } = await fromList(`ada "${path.join(folder, 'ada')}"`);
    expect(ada?.files.get('raft.ts')?.toString()).toBe('inner');
    expect(ada?.commit).toBeUndefined();
  });

  test('gives no links, whatever they point at', async () => {
    const { folder } = repository(RAFT);
    fs.symlinkSync('/etc/passwd', path.join(folder, 'log.ts'));
    git(folder, 'add', '--all');
    git(folder, 'commit', '--quiet', '-m', 'link');
    const { ada } = await fromList(`ada "${folder}"`);
    expect(ada && names(ada)).toEqual(['persister.ts', 'raft.ts']);
    expect(ada && whyIgnored(ada, 'log.ts')).toContain('a link');
  });

  test('that is only a pointer to another one is refused', async () => {
    const { folder } = repository(RAFT);
    const [pointer, shared] = [desk.folder(RAFT), repository(RAFT).folder];
    fs.writeFileSync(path.join(pointer, '.git'), `gitdir: ${path.join(folder, '.git')}\n`);
    fs.writeFileSync(path.join(shared, '.git', 'commondir'), path.join(folder, '.git'));
    const all = await fromList(`a "${pointer}"`, `b "${shared}"`);
    for (const one of Object.values(all)) expect(one.problem).toContain('elsewhere');
  });

  test('has no say in what is run or how files are read', async () => {
    const { folder } = repository({
      ...RAFT,
      '.gitattributes': '* filter=evil export-ignore\n*.ts eol=crlf ident export-subst\n',
      '.lfsconfig': '[lfs]\n url = http://127.0.0.1:1\n',
    });
    const mark = path.join(desk.folder(), 'mark');
    const evil = `touch "${mark}"`;
    for (const name of [
      'post-checkout',
      'reference-transaction',
      'pre-auto-gc',
      'post-index-change',
    ])
      fs.writeFileSync(path.join(folder, '.git', 'hooks', name), `#!/bin/sh\n${evil}\n`, {
        mode: 0o755,
      });
    const settings = {
      'core.fsmonitor': evil,
      'core.pager': evil,
      'core.sshCommand': evil,
      'core.editor': evil,
      'core.askPass': evil,
      'filter.evil.smudge': evil,
      'filter.evil.process': evil,
      'alias.ls-tree': `!${evil}`,
      'alias.cat-file': `!${evil}`,
      'diff.external': evil,
      'uploadpack.packObjectsHook': evil,
      'protocol.ext.allow': 'always',
      'protocol.allow': 'always',
    };
    for (const [name, value] of Object.entries(settings)) git(folder, 'config', name, value);
    const { ada } = await fromList(`ada "${folder}"`);
    expect(ada?.files.get('raft.ts')?.toString()).toBe(RAFT['raft.ts']);
    expect(fs.existsSync(mark)).toBe(false);
  });

  test('that lacks a file and names a program to fetch it with does not get to run it', async () => {
    const { folder } = repository(RAFT);
    const mark = path.join(desk.folder(), 'mark');
    const hash = git(folder, 'rev-parse', 'HEAD:raft.ts');
    fs.rmSync(path.join(folder, '.git', 'objects', hash.slice(0, 2), hash.slice(2)), {
      force: true,
    });
    git(folder, 'config', 'core.repositoryFormatVersion', '1');
    git(folder, 'config', 'extensions.partialClone', 'origin');
    git(folder, 'config', 'remote.origin.url', `ext::sh -c "touch% ${mark}"`);
    git(folder, 'config', 'remote.origin.promisor', 'true');
    git(folder, 'config', 'protocol.ext.allow', 'always');
    const { ada } = await fromList(`ada "${folder}"`);
    expect(ada?.problem).toContain('it lacks raft.ts');
    git(folder, 'config', 'remote.origin.url', folder);
    git(folder, 'config', 'remote.origin.uploadpack', `touch "${mark}";`);
    expect((await fromList(`ada "${folder}"`))['ada']?.problem).toContain('it lacks raft.ts');
    expect(fs.existsSync(mark)).toBe(false);
  });
});

withGit('a repository afar', () => {
  const leftovers = () =>
    fs.readdirSync(os.tmpdir()).filter((name) => name.startsWith('raft-lab-git-'));

  test('is fetched, read at the commit that is asked for, and thrown away', async () => {
    const before = leftovers();
    const { folder, commits } = repository(below('labs/raft'), { 'labs/raft/raft.ts': 'later' });
    git(folder, 'update-server-info');
    const server = http.createServer((request, response) => {
      const file = path.join(folder, '.git', new URL(request.url ?? '', 'http://x').pathname);
      if (!fs.existsSync(file)) response.statusCode = 404;
      response.end(fs.existsSync(file) ? fs.readFileSync(file) : '');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const { port } = server.address() as AddressInfo;
      const url = `http://127.0.0.1:${port}/`;
      const all = await fromList(`ada ${url} ${commits[0] ?? ''}`, `bob ${url} nosuch`);
      expect(all['ada']?.commit).toBe(commits[0]);
      expect(all['ada']?.files.get('raft.ts')?.toString()).toBe(RAFT['raft.ts']);
      expect(all['bob']?.problem).toContain('nosuch');
    } finally {
      server.closeAllConnections();
      server.close();
    }
    expect(leftovers()).toEqual(before);
  });

  test('that cannot be fetched is no problem of the student: opening throws, and nothing is left', async () => {
    const before = leftovers();
    const list = desk.file('class.txt', 'ada http://ada:s3cret@127.0.0.1:1/ada.git');
    const { submissions } = await found(list);
    const failure = submissions[0]?.open();
    await expect(failure).rejects.toThrow('git could not fetch http://127.0.0.1:1/ada.git');
    await expect(failure).rejects.not.toThrow('s3cret');
    expect(leftovers()).toEqual(before);
  });

  test('is not fetched by a protocol that nobody named', async () => {
    const url = pathToFileURL(repository(RAFT).folder).href;
    await expect(fetchedPile(url, url, {})).rejects.toThrow('not allowed');
  });
});
