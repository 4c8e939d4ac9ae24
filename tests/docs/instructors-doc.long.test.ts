/** Every command of docs/instructors.md is run, in its order, as it stands there. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { plainEnvironment } from '../support/command';

const ROOT = path.join(__dirname, '..', '..');
const LONG_MS = 300_000;
const PAGE = readFileSync(path.join(ROOT, 'docs', 'instructors.md'), 'utf8');
const SCRIPTS = (
  JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  }
).scripts;
const LINES = [...PAGE.matchAll(/^```sh\n([^]*?)^```$/gm)].flatMap(([, block = '']) =>
  block.trim().split('\n'),
);
/** Some of the class have no score, and that is what 1 says. */
const CODES = [0, 1];

let home: string;
beforeAll(() => {
  home = mkdtempSync(path.join(realpathSync(tmpdir()), 'instructor-'));
  mkdirSync(path.join(home, 'kit'));
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** As npm would, but that the person stands in a folder of the test's. */
async function run(line: string): Promise<{ readonly code: number | null; readonly out: string }> {
  const [npm, verb, name = '', ...words] = line.split(' ');
  expect([npm, verb]).toEqual(['npm', 'run']);
  const [node, ...script] = (SCRIPTS[name] ?? `no script ${name}`).split(' ');
  expect(node).toBe('node');
  const command = spawn(process.execPath, [...script, ...words], {
    cwd: ROOT,
    env: plainEnvironment({ INIT_CWD: path.join(home, 'kit') }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  for (const stream of [command.stdout, command.stderr])
    stream.on('data', (chunk: Buffer) => (out += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => command.on('close', resolve));
  return { code, out };
}

test('the page has commands', () => {
  expect(LINES.length).toBeGreaterThan(7);
});

test.each(LINES)(
  '%s',
  async (line) => {
    const { code, out } = await run(line);
    expect({ line, out, ended: CODES.includes(code ?? -1) }).toMatchObject({ ended: true });
    for (const [, file = ''] of line.matchAll(/\b(?:out|new)=(\S+)/g))
      expect(existsSync(path.join(home, 'kit', file))).toBe(true);
  },
  LONG_MS,
);

test('the files that the page lists are there', () => {
  const listed = [...PAGE.matchAll(/^\| `([\w.]+\/?)` +\|/gm)].map(([, name = '']) => name);
  const results = listed.filter(
    (name) => !/^(graded|unusable|unreadable|missing|error)$/.test(name),
  );
  expect(results.length).toBeGreaterThan(5);
  for (const name of results)
    expect([name, existsSync(path.join(home, 'results', name))]).toEqual([name, true]);
});
