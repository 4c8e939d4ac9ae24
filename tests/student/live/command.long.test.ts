/** The command itself: what stands in its way is one clear line, and nothing is left running. */
import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { parseLiveArgs } from '../../../grader/student/live/live-args';
import { whyNot } from '../../../grader/student/live/refusals';
import { FolderDisk } from '../../../grader/student/live/disk/folder-disk';
import { plainEnvironment } from '../../support/command';
import { freePort, PATIENCE_MS, ROOT, temporaryFolder, until } from './support/cluster';

jest.setTimeout(3 * PATIENCE_MS);

let home: string;
const started: ChildProcess[] = [];

beforeEach(() => {
  home = temporaryFolder();
});

afterEach(() => {
  // Those of tests that failed.
  for (const child of started.splice(0)) child.kill('SIGKILL');
  fs.rmSync(home, { recursive: true, force: true });
});

interface Command {
  readonly child: ChildProcess;
  readonly out: () => string;
  readonly ended: Promise<number | null>;
}

function live(...words: readonly string[]): Command {
  const child = spawn(
    process.execPath,
    ['--require', 'tsx/cjs', path.join('grader', 'cli', 'live.ts'), `data=${home}/data`, ...words],
    { cwd: ROOT, env: plainEnvironment(), stdio: ['pipe', 'pipe', 'pipe'] },
  );
  started.push(child);
  let out = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (out += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  return { child, out: () => out, ended };
}

const pidsIn = (out: string) => [...out.matchAll(/process (\d+)/g)].map(([, pid]) => Number(pid));

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function up(command: Command): Promise<readonly number[]> {
  await until('a leader', () =>
    /Type: kill 1[^]*leads in term|leads in term[^]*Type: kill 1/.test(command.out()),
  );
  return pidsIn(command.out());
}

test('killed with -9, it leaves no server behind', async () => {
  const command = live('solution', `port=${freePort()}`);
  const pids = await up(command);
  command.child.kill('SIGKILL');
  await until('the end of all', () => pids.every((pid) => !isAlive(pid)));
});

test('a port in use is one clear line, and nothing stays', async () => {
  const port = freePort();
  const taken = createServer();
  await new Promise<void>((done) => taken.listen(port + 1, '127.0.0.1', done));
  try {
    const command = live('solution', `port=${port}`);
    expect(await command.ended).toBe(2);
    expect(command.out()).toContain(`Port ${port + 1} of 127.0.0.1 cannot be used (EADDRINUSE)`);
    for (const pid of pidsIn(command.out())) expect(isAlive(pid)).toBe(false);
  } finally {
    taken.close();
  }
});

test.each([
  ['of another version', 'raft-live.json', '{"version":99}', 'was written by another version'],
  ['of another number of servers', 'raft-live.json', '{"version":2,"servers":5}', 'Add servers=5'],
  ['of somebody else', 'thesis.txt', 'mine', "contains something other than a cluster's disks"],
])('a data folder %s is one clear line, and is not touched', async (_name, file, text, said) => {
  fs.mkdirSync(path.join(home, 'data'));
  fs.writeFileSync(path.join(home, 'data', file), text);
  const command = live('solution', `port=${freePort()}`);
  expect(await command.ended).toBe(2);
  expect(command.out().replace(/\s+/g, ' ')).toContain(said);
  expect(fs.readFileSync(path.join(home, 'data', file), 'utf8')).toBe(text);
});

test.each([
  ['servers=9', 'servers is a whole number from 2 to 7'],
  ['chaos bench', 'chaos and bench cannot be combined'],
  ['seed=1', 'seed= works only with chaos'],
  ['solution dir=x', 'One folder at a time'],
])('%s is refused', (words, said) => {
  const parsed = parseLiveArgs(words.split(' '), {});
  expect(parsed.kind === 'problem' && parsed.message).toContain(said);
});

test('where nobody may listen at loopback, that is what is said, and no other port', () => {
  const command = parseLiveArgs([], {});
  if (command.kind !== 'live') throw new Error(command.kind);
  const said = (code: string) => whyNot({ kind: 'port', port: 7_379, code }, command);
  expect(said('EADDRNOTAVAIL')).toBe(
    'No program can listen at 127.0.0.1 on this machine (EADDRNOTAVAIL), and a cluster needs that.',
  );
  expect(said('EADDRINUSE')).toContain('npm run live port=8379');
});

describe('the disk', () => {
  const content = (id: number, text: string) => ({ id, length: text.length });
  const booted = () => {
    const disk = new FolderDisk(home);
    return { disk, bytes: disk.read().bytes };
  };

  test('keeps what was synced and loses what was not', () => {
    const { disk } = booted();
    const texts = ['', 'old\0\xff', 'new', 'never synced'];
    const fetch = (id: number) => texts[id] ?? '';
    disk.apply({ op: 'write', file: 'State.A', content: content(1, 'old') }, fetch);
    disk.apply({ op: 'sync', file: 'State.A' }, fetch);
    disk.apply({ op: 'write', file: 'State.A', content: content(2, 'new') }, fetch);
    expect([...booted().bytes]).toEqual([['State.A', 'old\0\xff']]);
    // An unsynced file takes its fate along to its new name.
    disk.apply({ op: 'write', file: 'tmp', content: content(3, 'never') }, fetch);
    disk.apply({ op: 'rename', file: 'tmp', to: 'State.A' }, fetch);
    expect([...booted().bytes]).toEqual([]);
  });

  test('that is full tears the file that is synced, as a kill may, and keeps the others', () => {
    const { disk } = booted();
    const fetch = (id: number) => ['', 'old', 'new'][id] ?? '';
    disk.apply({ op: 'write', file: 'x', content: content(1, 'old') }, fetch);
    disk.apply({ op: 'sync', file: 'x' }, fetch);
    disk.apply({ op: 'write', file: 'y', content: content(2, 'new') }, fetch);
    const full = jest.spyOn(fs, 'writeSync').mockImplementation(() => {
      throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
    });
    try {
      expect(() => disk.apply({ op: 'sync', file: 'y' }, fetch)).toThrow('failed (ENOSPC)');
    } finally {
      full.mockRestore();
    }
    expect([...booted().bytes].sort()).toEqual([
      ['x', 'old'],
      ['y', ''],
    ]);
  });

  test('that fails says how', () => {
    const { disk } = booted();
    disk.apply({ op: 'write', file: 'x', content: content(1, 'x') }, () => 'x');
    fs.rmSync(home, { recursive: true });
    expect(() => disk.apply({ op: 'sync', file: 'x' }, () => 'x')).toThrow('the disk has failed');
  });
});
