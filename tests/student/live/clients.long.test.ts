/** Redis clients that people use work with a real cluster, and follow it when its leader is killed. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import Redis, { Cluster } from 'ioredis';
import { createCluster } from 'redis';
import {
  eventually,
  leaderOf,
  PATIENCE_MS,
  type Running,
  startCluster,
  until,
} from './support/cluster';

jest.setTimeout(2 * PATIENCE_MS);

const run = promisify(execFile);
const installed = (name: string) =>
  ['/usr/bin', '/usr/local/bin', '/opt/homebrew/bin'].some((at) => existsSync(`${at}/${name}`));
const testWith = (name: string) => (installed(name) ? test : test.skip);

let running: Running;

beforeAll(async () => {
  running = await startCluster();
  await leaderOf(running.fleet);
});

afterAll(async () => {
  await running.close();
});

const ports = () => running.fleet.clientPorts;
const clusterOf = () =>
  new Cluster(
    ports().map((port) => ({ host: '127.0.0.1', port })),
    { clusterRetryStrategy: () => 100 },
  );

test('ioredis writes, the leader is killed with -9, and ioredis reads what it wrote', async () => {
  const client = clusterOf();
  client.on('error', () => undefined);
  try {
    await eventually('a first answer', () => client.set('x', 'kept'));
    const { fleet } = running;
    const leader = await leaderOf(fleet);
    const term = fleet.members[leader]?.status?.term ?? 0;
    fleet.kill(leader);
    expect(await eventually('an answer after the kill', () => client.get('x'))).toBe('kept');
    const next = await leaderOf(fleet);
    expect(next).not.toBe(leader);
    expect(fleet.members[next]?.status?.term).toBeGreaterThan(term);
    fleet.start(leader);
    await until('the return of the killed', () => fleet.members[leader]?.state === 'up');
  } finally {
    client.disconnect();
  }
});

test('all servers killed at once come back with all that was acknowledged', async () => {
  const client = clusterOf();
  client.on('error', () => undefined);
  try {
    const { fleet } = running;
    await eventually('a write', () => client.mset('a', '1', 'b', '2'));
    for (const server of fleet.members.keys()) fleet.kill(server);
    await until('the end of all', () => fleet.members.every(({ state }) => state === 'down'));
    for (const server of fleet.members.keys()) fleet.start(server);
    expect(await eventually('a read', () => client.mget('a', 'b', 'nothing'))).toEqual([
      '1',
      '2',
      null,
    ]);
  } finally {
    client.disconnect();
  }
});

test('node-redis finds the leader by itself', async () => {
  const client = createCluster({
    rootNodes: ports().map((port) => ({ url: `redis://127.0.0.1:${port}` })),
    RESP: 2,
  });
  client.on('error', () => undefined);
  await eventually('a connection', () => client.connect());
  try {
    await eventually('a write', () => client.set('node', 'redis'));
    expect(await client.get('node')).toBe('redis');
    expect(await client.del('node')).toBe(1);
  } finally {
    client.destroy();
  }
});

test('a follower names the leader, and every server tells the same slots', async () => {
  const leader = await leaderOf(running.fleet);
  const follower = (leader + 1) % running.fleet.size;
  const client = new Redis({ host: '127.0.0.1', port: ports()[follower] ?? 0, protocol: 2 });
  try {
    await eventually('MOVED', async () => {
      await expect(client.get('foo')).rejects.toThrow(`MOVED 12182 127.0.0.1:${ports()[leader]}`);
    });
    const [[from, to, owner]] = (await client.call('CLUSTER', 'SLOTS')) as [
      [number, number, unknown[]],
    ];
    expect([from, to]).toEqual([0, 16_383]);
    expect(owner.slice(0, 2)).toEqual(['127.0.0.1', ports()[leader]]);
    expect(await client.cluster('KEYSLOT', '{foo}bar')).toBe(12_182);
    expect(await client.cluster('INFO')).toContain('cluster_state:ok');
    expect(await client.cluster('NODES')).toMatch(/myself,slave/);
    expect(JSON.stringify(await client.cluster('SHARDS'))).toContain('"master"');
    await expect(client.call('HELLO', '3')).rejects.toThrow("ERR unknown command 'HELLO'");
    expect(await client.info()).toContain(`raft_leader:${leader}`);
  } finally {
    client.disconnect();
  }
});

test('every command does what Redis does', async () => {
  const client = clusterOf();
  client.on('error', () => undefined);
  try {
    await eventually('an empty map', () => client.flushall());
    const binary = Buffer.from([0, 1, 13, 10, 255, 34, 92]);
    expect(await client.set(binary, binary)).toBe('OK');
    expect(await client.getBuffer(binary)).toEqual(binary);
    expect(await client.set('n', '5', 'NX')).toBe('OK');
    expect(await client.set('n', '6', 'NX')).toBeNull();
    expect(await client.set('m', '6', 'XX')).toBeNull();
    expect(await client.incr('n')).toBe(6);
    expect(await client.incrby('n', -10)).toBe(-4);
    await expect(client.incr(binary)).rejects.toThrow('ERR value is not an integer');
    expect(await client.append('word', 'ab')).toBe(2);
    expect(await client.append('word', 'cd')).toBe(4);
    expect(await client.exists('n', 'word', 'nothing')).toBe(2);
    expect(await client.keys('w?r[a-z]')).toEqual(['word']);
    expect(await client.dbsize()).toBe(3);
    expect((await client.scan('0', 'MATCH', 'n*', 'COUNT', 100))[1]).toEqual(['n']);
    expect(await client.del('n', 'nothing')).toBe(1);
    expect(await client.echo('hello')).toBe('hello');
  } finally {
    client.disconnect();
  }
});

testWith('redis-cli')('redis-cli -c follows the leader', async () => {
  const follower = ((await leaderOf(running.fleet)) + 1) % running.fleet.size;
  const cli = async (...words: readonly string[]) => {
    const port = String(ports()[follower]);
    const { stdout } = await run('redis-cli', ['-c', '-p', port, ...words]);
    if (/CLUSTERDOWN|MOVED|^ERR/.test(stdout)) throw new Error(stdout);
    return stdout.trim();
  };
  expect(await eventually('a write', () => cli('set', 'cli', 'yes'))).toBe('OK');
  expect(await eventually('a read', () => cli('get', 'cli'))).toBe('yes');
});

testWith('redis-benchmark')('redis-benchmark measures the leader', async () => {
  const { stdout } = await eventually('a measurement', async () => {
    const port = String(ports()[await leaderOf(running.fleet)]);
    return run('redis-benchmark', ['-p', port, '-t', 'set,get', '-n', '200', '-c', '8', '--csv']);
  });
  expect(stdout).toMatch(/"SET","[1-9]/);
  expect(stdout).toMatch(/"GET","[1-9]/);
});
