/** `npm run labs` as a whole, in a copy of the repository. */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const ROOT = path.join(__dirname, '..', '..', '..');
const COPIED = ['grader', 'solutions', 'labs', 'docs', 'package.json', 'tsconfig.json'];

let copy: string;

beforeAll(() => {
  copy = mkdtempSync(path.join(os.tmpdir(), 'raft-labs-'));
  for (const name of [...COPIED, '.prettierrc.json']) {
    cpSync(path.join(ROOT, name), path.join(copy, name), { recursive: true });
  }
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(copy, 'node_modules'), 'junction');
});

afterAll(() => rmSync(copy, { recursive: true, force: true }));

function labs(...words: readonly string[]): { code: number | null; out: string; err: string } {
  const argv = ['--require', 'tsx/cjs', path.join('grader', 'cli', 'labs.ts'), ...words];
  const env = { ...process.env, INIT_CWD: copy };
  const { status, stdout, stderr } = spawnSync(process.execPath, argv, {
    cwd: copy,
    env,
    encoding: 'utf8',
  });
  return { code: status, out: stdout, err: stderr };
}

const file = (name: string): string => path.join(copy, ...name.split('/'));

function edit(name: string, change: (text: string) => string): void {
  writeFileSync(file(name), change(readFileSync(file(name), 'utf8')));
}

test('a skeleton that was edited is found, spared, and overwritten only by force', () => {
  expect(labs('check')).toMatchObject({ code: 0, err: '' });

  edit('labs/raft/log.ts', (text) => text.replace('const SENTINEL', 'const FIRST'));
  const checked = labs('check');
  expect(checked.code).toBe(1);
  expect(checked.err).toContain('log.ts:8: it says "const FIRST: LogEntry');

  const refused = labs();
  expect(refused.code).toBe(2);
  expect(refused.err).toContain('changes would be lost');
  expect(readFileSync(file('labs/raft/log.ts'), 'utf8')).toContain('const FIRST');

  expect(labs('force').code).toBe(0);
  expect(labs('check').code).toBe(0);
});

test('what git holds may be overwritten, because git can bring it back', () => {
  edit('solutions/raft/log.ts', (text) => text.replace('It decides nothing', 'It rules nothing'));
  expect(labs().code).toBe(2);
  execFileSync('git', ['init', '--quiet'], { cwd: copy });
  execFileSync('git', ['add', 'labs'], { cwd: copy });
  expect(labs()).toMatchObject({ code: 0, err: '' });
  expect(readFileSync(file('labs/raft/log.ts'), 'utf8')).toContain('It rules nothing');
});

test('a start into the next stage compiles where it stands, and spares a folder with something in it', () => {
  expect(labs('through=2A')).toMatchObject({ code: 0 });
  expect(labs('through=2B', 'out=deep/er/start').code).toBe(0);
  for (const folder of ['labs/start-of-2B', 'deep/er/start']) {
    const tsc = path.join('node_modules', 'typescript', 'bin', 'tsc');
    execFileSync(process.execPath, [tsc, '--noEmit', '-p', folder], { cwd: copy });
  }
  const solved = readFileSync(file('labs/start-of-2B/election.ts'), 'utf8');
  expect(solved).toContain('TODO 2B RV.3');
  expect(solved).not.toContain('TODO 2A');

  expect(labs('through=2A')).toMatchObject({ code: 2 });
  expect(labs('through=2A', 'force').code).toBe(0);
  expect(labs('through=2A', 'force', 'out=solutions/raft').code).toBe(2);
});

test('a region that names an unknown test stops everything, with its file and line', () => {
  edit('grader/instructor/skeletons/todos.ts', (text) =>
    text.replace("green: '2A/majority'", "green: '2A/no-such-test'"),
  );
  for (const words of [['check'], ['force']]) {
    const { code, err } = labs(...words);
    expect(code).toBe(1);
    expect(err).toMatch(/server\.ts:\d+: 2A C\.2 majority: the catalogue has no test/);
  }
});
