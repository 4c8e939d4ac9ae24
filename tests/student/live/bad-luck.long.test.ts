/** Bad luck, on real processes: an answer or one clear line, and nothing is lost that was acknowledged. */
import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import type { Cluster } from 'ioredis';
import { connectCluster } from '../../../grader/student/live/chaos/clients';
import { beginAll, type Hindrance } from '../../../grader/student/live/fleet/begin';
import type { Fleet, FleetEvent } from '../../../grader/student/live/fleet/fleet';
import { openCluster } from '../../../grader/student/live/fleet/open';
import { Teller } from '../../../grader/student/live/fleet/terminal-lines';
import { missingStage } from '../../../grader/student/live/work';
import { parseSource } from '../../../grader/instructor/skeletons/regions';
import { skeletonOf } from '../../../grader/instructor/skeletons/skeleton';
import { plainEnvironment } from '../../support/command';
import {
  changedReference,
  eventually,
  freePort,
  PATIENCE_MS,
  REFERENCE,
  ROOT,
  temporaryFolder,
  until,
} from './support/cluster';

jest.setTimeout(4 * PATIENCE_MS);

const FULL_DISK = path.join(__dirname, 'programs', 'full-disk.ts');

let home: string;
let close: () => Promise<void>;
let child: ChildProcess | undefined;

beforeEach(() => {
  home = temporaryFolder();
  close = () => Promise.resolve();
});

afterEach(async () => {
  child?.kill('SIGKILL');
  child = undefined;
  await close();
  fs.rmSync(home, { recursive: true, force: true });
});

interface Begun {
  readonly fleet: Fleet;
  readonly lines: readonly string[];
  readonly hindrance: Hindrance | undefined;
}

/** Two servers with their disks in the home of this test. */
async function begun(code: string, source?: string): Promise<Begun> {
  for (;;) {
    const data = path.join(home, 'data');
    const options = { code, data, servers: 2, isFresh: false, port: freePort() };
    const opened = await openCluster({ ...options, ...(source !== undefined && { source }) });
    if (opened.kind === 'unusable') throw new Error(opened.problems[0]?.message);
    const { fleet, bundle } = opened;
    ({ close } = opened);
    const lines: string[] = [];
    const teller = new Teller(bundle, 'mine', fleet, (line) => lines.push(line));
    fleet.listen((event) => teller.tell(event));
    const hindrance = await beginAll(fleet);
    if (hindrance?.kind !== 'port') return { fleet, lines, hindrance };
    await close();
  }
}

async function withClient<T>(
  ports: readonly number[],
  use: (client: Cluster) => Promise<T>,
): Promise<T> {
  const client = connectCluster(ports);
  client.on('error', () => undefined);
  try {
    return await use(client);
  } finally {
    client.disconnect();
  }
}

test('code that throws is named with its file and line, and the other servers go on', async () => {
  const code = changedReference(home, 'commit.ts', (text) =>
    text.replace(/(export function applyCommitted\([^]*?\{\n)/, "$1  throw new Error('boom');\n"),
  );
  const { fleet, lines } = await begun(code);
  await withClient(fleet.clientPorts, async (client) => {
    const thrown = await until('a server that throws', () => {
      client.set('k', 'v').catch(() => undefined);
      return lines.find((line) => line.includes('boom'));
    });
    expect(thrown).toMatch(
      /^S\d is down, its code threw in [^]*: boom\n {2}at mine\/commit\.ts:\d+/,
    );
  });
});

test('a cluster without 2B says so', async () => {
  const code = changedReference(home, 'raft.ts', (text) => `${text}\n`);
  for (const file of fs.readdirSync(code).filter((name) => name.endsWith('.ts'))) {
    const { parts } = parseSource(fs.readFileSync(path.join(REFERENCE, file), 'utf8'));
    fs.writeFileSync(path.join(code, file), skeletonOf(parts, { through: '2A' }));
  }
  const { fleet, hindrance } = await begun(code);
  expect(hindrance).toBeUndefined();
  let said = '';
  missingStage(fleet).catch((thrown: unknown) => (said = String(thrown)));
  await withClient(fleet.clientPorts, async (client) => {
    await until('what is missing', () => {
      client.set('k', 'v').catch(() => undefined);
      return said !== '';
    });
  });
  expect(said).toContain('2B is not written yet');
});

test('a full disk ends a server with one line, and what was acknowledged is there afterwards', async () => {
  const kept: string[] = [];
  const full = await begun(REFERENCE, FULL_DISK);
  await withClient(full.fleet.clientPorts, async (client) => {
    await eventually('a first answer', () => client.set('first', '1'));
    const ended: FleetEvent[] = [];
    full.fleet.listen((event) => {
      if (event.kind === 'ended') ended.push(event);
    });
    for (let i = 0; ended.length === 0 && i < 1_000; i++)
      await client.set(`key-${i}`, 'x'.repeat(1_000)).then(
        () => kept.push(`key-${i}`),
        () => undefined,
      );
  });
  expect(full.lines).toContainEqual(
    expect.stringMatching(/^S\d is down, its disk has failed: no space is left \(ENOSPC\)$/),
  );
  await close();
  expect(kept.length).toBeGreaterThan(3);
  const { fleet } = await begun(REFERENCE);
  await withClient(fleet.clientPorts, async (client) => {
    const found = await eventually('all that was kept', () => client.mget('first', ...kept));
    expect(found).toEqual(['1', ...kept.map(() => 'x'.repeat(1_000))]);
  });
});

const testWithSignals = process.platform === 'win32' ? test.skip : test;

testWithSignals(
  'typed words are obeyed, a stop of all servers loses nothing, and Ctrl-C ends everything',
  async () => {
    const port = freePort();
    const words = ['solution', `port=${port}`, `data=${path.join(home, 'data')}`];
    const command = spawn(
      process.execPath,
      ['--require', 'tsx/cjs', path.join('grader', 'cli', 'live.ts'), ...words],
      { cwd: ROOT, env: plainEnvironment(), stdio: ['pipe', 'pipe', 'pipe'] },
    );
    child = command;
    let out = '';
    command.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    const ended = new Promise<number | null>((resolve) => command.on('close', resolve));
    const pids = () => [...out.matchAll(/process (\d+)/g)].map(([, pid]) => Number(pid));
    await until('three servers', () => pids().length === 3 && out.includes('leads in term'));

    await withClient([port, port + 1, port + 2], async (client) => {
      await eventually('a write', () => client.set('k', 'kept'));
      for (const pid of pids()) process.kill(pid, 'SIGSTOP');
      await expect(client.get('k')).rejects.toThrow();
      for (const pid of pids()) process.kill(pid, 'SIGCONT');
      expect(await eventually('a read', () => client.get('k'))).toBe('kept');
    });

    command.stdin.write('fly 1\nkill 1\n');
    await until('the kill', () => out.includes('S1 was killed'));
    expect(out.split('Type: kill 1').length - 1).toBe(2);
    command.stdin.write('start 1\n');
    await until('its return', () => pids().length === 4);

    command.kill('SIGINT');
    expect(await ended).toBe(130);
    for (const pid of pids()) expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  },
);
