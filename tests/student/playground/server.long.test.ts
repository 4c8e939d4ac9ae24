/** The playground's server: who is let in, who is not, and how the command begins and ends. */
import { type ChildProcess, spawn } from 'node:child_process';
import { request, type OutgoingHttpHeaders } from 'node:http';
import net from 'node:net';
import path from 'node:path';
import { PlayServer, PortTaken } from '../../../grader/student/playground/server';
import { plainEnvironment } from '../../support/command';
import { fresh, REFERENCE, Table, temporary, writeFiles } from './table';

const KIT = path.join(__dirname, '..', '..', '..');

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
}

describe('the server', () => {
  let table: Table;
  let server: PlayServer;
  let token = '';
  const faults: unknown[] = [];

  beforeAll(async () => {
    table = await Table.open(REFERENCE, fresh(3));
    const files = new Map([['/', { type: 'text/html', text: '<title>page</title>' }]]);
    server = new PlayServer(table.session, files, (thrown) => faults.push(thrown));
    await server.listen(0);
    token = server.url.slice(server.url.indexOf('#') + 1);
  });

  afterAll(() => {
    server.close();
    table.close();
  });

  afterEach(() => {
    expect(faults).toEqual([]);
  });

  /** As a browser would ask, or as nobody should. */
  function ask(
    at: string,
    { headers = {}, body }: { readonly headers?: OutgoingHttpHeaders; readonly body?: string } = {},
  ): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const method = body === undefined ? 'GET' : 'POST';
      const { port } = server;
      const sent = request({ host: '127.0.0.1', port, path: at, method, headers }, (response) => {
        const { statusCode: status = 0 } = response;
        let text = '';
        const done = () => {
          resolve({ status, headers: response.headers, body: text });
        };
        response.on('data', (chunk: Buffer) => {
          text += chunk.toString();
          if (at !== '/stream' || status !== 200 || !text.includes('\n')) return;
          done();
          sent.destroy();
        });
        response.on('end', done);
      });
      sent.on('error', reject);
      sent.end(body);
    });
  }

  const known = () => ({ 'x-raft-lab-token': token });
  const wish = (body: string, headers: OutgoingHttpHeaders = {}) =>
    ask('/wish', { headers: { ...known(), 'content-type': 'application/json', ...headers }, body });

  test('hands out its page, and keeps it from doing anything but talking back', async () => {
    const { status, headers, body } = await ask('/');
    expect([status, body]).toEqual([200, '<title>page</title>']);
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(headers['access-control-allow-origin']).toBeUndefined();
    expect(headers['x-content-type-options']).toBe('nosniff');
  });

  test('has an address with a token that no request carries by itself', () => {
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#[\w-]{32}$/);
  });

  test('tells all there is to whoever has the token', async () => {
    const { status, body } = await ask('/stream', { headers: known() });
    expect(status).toBe(200);
    expect(JSON.parse(body.split('\n')[0] ?? '')).toMatchObject({
      from: 0,
      state: { shown: 'mine', servers: [{ status: 'up' }, {}, {}] },
    });
  });

  test.each<[string, OutgoingHttpHeaders]>([
    ['has no token', {}],
    ['has another token', { 'x-raft-lab-token': 'x'.repeat(32) }],
  ])('refuses who %s', async (_, headers) => {
    expect((await ask('/stream', { headers })).status).toBe(403);
    const json = { ...headers, 'content-type': 'application/json' };
    expect((await ask('/wish', { headers: json, body: '{"do":"step"}' })).status).toBe(403);
  });

  test.each<[string, OutgoingHttpHeaders, number]>([
    ['by another name, as after DNS rebinding', { host: 'evil.example:80' }, 421],
    ['from another page', { origin: 'https://evil.example' }, 403],
    ['from a page that hides where it comes from', { origin: 'null' }, 403],
    ['from another site', { 'sec-fetch-site': 'cross-site' }, 403],
    ['from another port of this computer', { 'sec-fetch-site': 'same-site' }, 403],
  ])('refuses even the token when it comes %s', async (_, headers, status) => {
    expect((await ask('/stream', { headers: { ...known(), ...headers } })).status).toBe(status);
    expect((await wish('{"do":"step"}', headers)).status).toBe(status);
  });

  test('does not even show its page under another name', async () => {
    expect((await ask('/', { headers: { host: 'evil.example' } })).status).toBe(421);
  });

  test.each([
    ['{"do":"step"', 400],
    ['{"do":"format the disk"}', 400],
    ['{"do":"crash","server":-1}', 400],
    ['{"do":"crash","server":"0"}', 400],
    ['{"do":"run","ms":1e99}', 400],
    ['{"do":"cut","ways":[[0,0]]}', 400],
    ['{"do":"message","flight":{"call":1,"leg":"__proto__"},"fate":{"kind":"drop"}}', 400],
    ['{"do":"new","servers":8,"seed":1,"weather":"reliable"}', 400],
    ['{"do":"save","name":""}', 400],
    [`{"do":"offer","to":"leader","command":"${'x'.repeat(20_000)}"}`, 413],
  ])('refuses a wish that makes no sense (%#)', async (body, status) => {
    const { position } = table.session.state;
    expect((await wish(body)).status).toBe(status);
    expect(table.session.state.position).toEqual(position);
  });

  test('does what is wished for, and names no file outside of its folder', async () => {
    expect((await wish('{"do":"run","ms":100}')).status).toBe(204);
    expect(table.session.state.position.at).toBe(100_000);
    expect((await wish('{"do":"crash","server":6}')).status).toBe(204);
    expect(table.session.state.says?.text).toBe('There are servers S0 to S2.');
    for (const name of ['../../evil', 'a/b', 'con', '.hidden']) {
      await wish(JSON.stringify({ do: 'save', name }));
      expect(table.session.state.says).toMatchObject({ isProblem: true });
      await wish(JSON.stringify({ do: 'load', name }));
      expect(table.session.state.says).toMatchObject({ isProblem: true });
    }
  });

  test.each(['//', '//[', 'http://['])('finds nothing at %j, and goes on', async (at) => {
    expect((await ask(at, { headers: known() })).status).toBe(404);
  });

  test('forgets a wish that breaks off in the middle, and goes on', async () => {
    const head = `POST /wish HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nx-raft-lab-token: ${token}\r\n`;
    const rest = 'Content-Type: application/json\r\nContent-Length: 500\r\n\r\n{"do":';
    await connect('127.0.0.1', server.port, head + rest);
    expect((await wish('{"do":"speed","speed":1}')).status).toBe(204);
  });

  test('takes a form of another page for no wish', async () => {
    expect((await wish('{"do":"step"}', { 'content-type': 'text/plain' })).status).toBe(415);
  });

  test('cannot be reached but from this computer', async () => {
    const others = Object.values(
      jest.requireActual<typeof import('node:os')>('node:os').networkInterfaces(),
    )
      .flatMap((list) => list ?? [])
      .filter(({ family, internal }) => family === 'IPv4' && !internal);
    for (const { address } of others)
      await expect(connect(address, server.port)).rejects.toThrow(/ECONNREFUSED/);
    await expect(connect('127.0.0.1', server.port)).resolves.toBeUndefined();
  });

  test('says that a port is taken', async () => {
    const second = new PlayServer(table.session, new Map(), () => undefined);
    await expect(second.listen(server.port)).rejects.toBeInstanceOf(PortTaken);
  });
});

/** @param says before it goes away again */
function connect(host: string, port: number, says = ''): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ host, port }, () => {
      if (says === '') socket.destroy();
      else socket.write(says, () => socket.destroy());
    });
    socket.on('close', () => resolve());
    socket.on('error', reject);
  });
}

describe('npm run play', () => {
  let folder = '';
  let child: ChildProcess | undefined;

  beforeAll(() => {
    folder = temporary();
    writeFiles(folder, REFERENCE);
  });

  afterEach(() => {
    child?.kill('SIGKILL');
  });

  function start(...words: readonly string[]) {
    const script = ['--require', './grader/cli/set-up.cjs', 'grader/cli/play.ts', ...words];
    const made = spawn(process.execPath, script, { cwd: KIT, env: plainEnvironment() });
    child = made;
    let text = '';
    const told: (() => void)[] = [];
    for (const stream of [made.stdout, made.stderr])
      stream.on('data', (chunk: Buffer) => {
        text += chunk.toString();
        for (const look of told) look();
      });
    const ended = new Promise<{ exit: number | null; text: string }>((resolve) => {
      made.on('close', (exit) => {
        resolve({ exit, text });
      });
    });
    const says = (what: RegExp) =>
      new Promise<string>((resolve, reject) => {
        const look = () => {
          const found = what.exec(text)?.[0];
          if (found !== undefined) resolve(found);
        };
        told.push(look);
        look();
        void ended.then(() => reject(new Error(`it ended: ${text}`)));
      });
    return { ended, says, kill: (signal: NodeJS.Signals) => made.kill(signal) };
  }

  test('prints its address, serves its page, and is ended by Ctrl-C at once', async () => {
    const play = start('2C/persist-1', 'seed=1', `dir=${folder}`);
    const url = new URL(await play.says(/http:\S+/));
    const page = await fetch(url);
    expect(await page.text()).toContain('/playground.js');
    const stream = await fetch(new URL('/stream', url), {
      headers: { 'x-raft-lab-token': url.hash.slice(1) },
    });
    const first = await stream.body?.getReader().read();
    const text = Buffer.from(first?.value as Uint8Array).toString();
    expect(text).toContain('2C/persist-1, seed 1');
    play.kill('SIGINT');
    expect(await play.ended).toMatchObject({ exit: 130 });
  });

  test.each([
    [['help'], 0, 'Usage: npm run play'],
    [['2C/persit-1'], 2, 'Did you mean persist-1?'],
    [['2B/figure-8-by-hand', 'seed=1', 'solution'], 2, 'npm run trace 2B/figure-8-by-hand seed=1'],
    [['2C', 'dir=no/such/folder'], 2, 'There is no folder'],
    [['scenario=no-such-file', 'solution'], 2, 'There is no file or folder no-such-file.'],
  ])(
    '%j ends with exit code %d and says what to do',
    async (words, exit, text) => {
      const outcome = await start(...words).ended;
      expect(outcome.exit).toBe(exit);
      expect(outcome.text).toContain(text);
      expect(Math.max(...outcome.text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(
        80,
      );
    },
    300_000,
  );

  test('a port that is in use is said to be, with one that may be free', async () => {
    const taken = net.createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as net.AddressInfo;
    const { exit, text } = await start('2C', `dir=${folder}`, `port=${port}`).ended;
    taken.close();
    expect(exit).toBe(2);
    expect(text).toContain(`Port ${port} is in use`);
  });
});
