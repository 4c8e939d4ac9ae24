/** Whatever comes in on a connection gets an answer or an error, and the server goes on. */
import { connect } from 'node:net';
import { RequestReader } from '../../../grader/student/live/redis/requests';
import { slotOf } from '../../../grader/student/live/redis/slots';
import { globPattern } from '../../../grader/student/live/service/glob';
import {
  eventually,
  leaderOf,
  PATIENCE_MS,
  type Running,
  sleep,
  startCluster,
  until,
} from './support/cluster';

jest.setTimeout(2 * PATIENCE_MS);

/** All that a reader makes of this, however it is cut into chunks. */
function read(bytes: Buffer, chunk = bytes.length): unknown[] {
  const reader = new RequestReader();
  const found: unknown[] = [];
  for (let from = 0; from < bytes.length; from += chunk) {
    reader.push(bytes.subarray(from, from + chunk));
    for (let next = reader.next(); next; next = reader.next())
      found.push(
        next.kind === 'words' ? next.words : next.kind === 'broken' ? next.why : next.kind,
      );
  }
  return found;
}

describe('requests', () => {
  test.each([
    ['an array', '*2\r\n$3\r\nGET\r\n$1\r\nx\r\n', [['GET', 'x']]],
    ['bytes of any kind', '*2\r\n$4\r\nECHO\r\n$3\r\n\r\n\0\r\n', [['ECHO', '\r\n\0']]],
    ['empty words', '*2\r\n$4\r\nECHO\r\n$0\r\n\r\n', [['ECHO', '']]],
    ['nothing', '*0\r\n\r\n*-1\r\nPING\r\n', [['PING']]],
    ['a typed line', 'set "a \\x41\\n" \'b c\'  d\n', [['set', 'a A\n', 'b c', 'd']]],
    ['quotes that do not match', 'set "a\r\n', ['unbalanced quotes in request']],
    ['a count that is none', '*x\r\n', ['invalid multibulk length']],
    ['a count without end', '*9999999999\r\n', ['invalid multibulk length']],
    ['a length below nothing', '*1\r\n$-5\r\n', ['invalid bulk length']],
    ['a length without end', '*1\r\n$9999999999\r\n', ['invalid bulk length']],
    ['another kind of word', '*1\r\n:1\r\n', ["expected '$', got ':'"]],
    ['what a browser sends', 'POST / HTTP/1.1\r\nset k 1\r\n', ['no page is served here']],
    [
      'a value that looks so',
      '*2\r\n$4\r\nECHO\r\n$10\r\nx HTTP/1.1\r\n',
      [['ECHO', 'x HTTP/1.1']],
    ],
    ['a line without end', 'x'.repeat(70_000), ['too big inline request']],
  ])('%s, in chunks of any size', (_name, text, wanted) => {
    const bytes = Buffer.from(text, 'latin1');
    for (const chunk of [1, 2, 3, 7, 1_000, bytes.length].filter(
      (size) => bytes.length < 1_000 || size > 100,
    ))
      expect(read(bytes, chunk)).toEqual(wanted);
  });

  test('what is too big is read to its end and kept by nobody', () => {
    const big = Buffer.alloc(9_000_000, 'x');
    const text = [Buffer.from(`*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$${big.length}\r\n`), big];
    const bytes = Buffer.concat([...text, Buffer.from('\r\nPING\r\n')]);
    expect(read(bytes, 65_536)).toEqual(['tooBig', ['PING']]);
  });

  test('a line of quotes takes no time', () => {
    expect(read(Buffer.from(`"${'\\x41'.repeat(10_000)}\r\n`))).toEqual([
      'unbalanced quotes in request',
    ]);
  });
});

test('slots are those of Redis Cluster', () => {
  expect([slotOf('foo'), slotOf('123456789'), slotOf('{user1000}.following'), slotOf('')]).toEqual([
    12_182,
    12_739,
    slotOf('user1000'),
    0,
  ]);
});

test.each([
  ['*', 'anything', true],
  ['h?llo', 'hello', true],
  ['h[^e]llo', 'hello', false],
  ['h[a-f]llo', 'hello', true],
  ['h\\*llo', 'hello', false],
  ['*a*a*a*a*a*a*a*b', 'a'.repeat(5_000), false],
])('the pattern %s and the key %.10s', (pattern, key, fits) => {
  expect(globPattern(pattern)(key)).toBe(fits);
});

describe('a server', () => {
  let running: Running;

  beforeAll(async () => {
    running = await startCluster();
    await leaderOf(running.fleet);
  });

  afterAll(async () => {
    await running.close();
  });

  /** Sends this and reads until what has come ends so. */
  async function answered(send: readonly (string | Buffer)[], ending: string): Promise<string> {
    const { fleet } = running;
    const port = fleet.clientPorts[await leaderOf(fleet)] ?? 0;
    const socket = connect({ port, host: '127.0.0.1' });
    let got = '';
    let isClosed = false;
    socket.on('data', (chunk: Buffer) => (got += chunk.toString('latin1')));
    socket.on('close', () => (isClosed = true)).on('error', () => undefined);
    for (const part of send) socket.write(part);
    await until(
      'an answer',
      () => got.endsWith(ending) || /\r\n-(?:MOVED|CLUSTERDOWN)[^]*\r\n$/.test(got) || isClosed,
    );
    socket.destroy();
    return got;
  }

  const ping = () => answered(['PING\r\n'], '+PONG\r\n');

  test('answers 10,000 commands that are sent at once, in their order', async () => {
    const many = Array.from({ length: 10_000 }, (_, i) => `ECHO ${i}\r\nINCR many\r\n`).join('');
    // Where the leader changes meanwhile, some are answered with its name.
    const got = await eventually('10,000 answers of one leader', async () => {
      const text = await answered(['DEL many\r\n', many], '$4\r\n9999\r\n:10000\r\n');
      if (/^-(?:MOVED|CLUSTERDOWN|ERR no majority)/m.test(text)) throw new Error('another leader');
      return text.replace(/^:[01]\r\n/, '');
    });
    expect(got.match(/^:\d+/gm)).toEqual(Array.from({ length: 10_000 }, (_, i) => `:${i + 1}`));
    expect(got.startsWith('$1\r\n0\r\n:1\r\n$1\r\n1\r\n:2\r\n')).toBe(true);
  });

  test('refuses a value of 100 MB and goes on with the same connection', async () => {
    const head = '*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$100000000\r\n';
    const got = await answered([head, Buffer.alloc(100_000_000), '\r\nPING\r\n'], '+PONG\r\n');
    expect(got).toBe('-ERR a value has at most 1 MB here, and a request 4 MB\r\n+PONG\r\n');
  });

  test('ends a connection that breaks the protocol, and says why', async () => {
    expect(await answered(['*1\r\n:1\r\n'], '\r\n')).toBe(
      "-ERR Protocol error: expected '$', got ':'\r\n",
    );
    expect(await answered(['SET /k HTTP/1.1\r\nHost: x\r\n\r\nSET k 1\r\n'], '\r\n')).toBe(
      '-ERR Protocol error: no page is served here\r\n',
    );
  });

  test.each([
    ['set k\r\n', "-ERR wrong number of arguments for 'set' command\r\n"],
    ['set k v nx xx\r\n', '-ERR syntax error\r\n'],
    ['incrby k 1.5\r\n', '-ERR value is not an integer or out of range\r\n'],
    ['nonsense a\r\n', "-ERR unknown command 'nonsense', with args beginning with: 'a'\r\n"],
    ['select 1\r\n', '-ERR SELECT is not allowed in cluster mode\r\n'],
    ['scan x\r\n', '-ERR invalid cursor\r\n'],
    ['__proto__\r\n', "-ERR unknown command '__proto__', with args beginning with: \r\n"],
  ])('answers %j', async (said, wanted) => {
    expect(await answered([said], '\r\n')).toBe(wanted);
  });

  test('outlives clients that vanish in the middle of everything', async () => {
    for (let i = 0; i < 50; i++) {
      const socket = connect({ port: running.fleet.clientPorts[0] ?? 0, host: '127.0.0.1' });
      socket.on('error', () => undefined);
      socket.write('SET vanish 1\r\n'.repeat(20) + '*3\r\n$3\r\nSET\r\n$100\r\nhalf');
      if (i % 2 === 0) await sleep(5);
      socket.resetAndDestroy();
    }
    expect(await ping()).toBe('+PONG\r\n');
    expect(running.fleet.members[0]?.state).toBe('up');
  });
});
