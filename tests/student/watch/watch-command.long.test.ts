/** The real command, driven by saves in a folder of its own. No terminal: no keys, and plain lines. */
import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { plainEnvironment } from '../../support/command';
import { eventually } from '../../support/eventually';

const ROOT = path.join(__dirname, '..', '..', '..');
const WATCH = ['--require', './grader/cli/set-up.cjs', 'grader/cli/watch.ts'];
const VOTE = 'state.votedFor = args.candidateId;';
const TIMEOUT_MS = 300_000;

let home = '';
let command: ChildProcess;
let out = '';
let exit: Promise<number | null>;

function begin(words: readonly string[]): void {
  start([...WATCH, ...words]);
}

function start(words: readonly string[], cwd = ROOT, more: Readonly<Record<string, string>> = {}) {
  out = '';
  command = spawn(process.execPath, words, {
    cwd,
    env: plainEnvironment({ RAFT_LAB_TYPES: 'off', ...more }),
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const hear = (chunk: Buffer) => (out += chunk.toString());
  command.stdout?.on('data', hear);
  command.stderr?.on('data', hear);
  exit = new Promise((resolve) => command.on('close', resolve));
}

/** What is written until this is, from now on. */
async function until(what: string | RegExp): Promise<string> {
  const from = out.length;
  return eventually(() => {
    const fresh = out.slice(from);
    if (typeof what === 'string' ? fresh.includes(what) : what.test(fresh)) return fresh;
    throw new Error(`waited in vain for ${String(what)} in:\n${out}`);
  });
}

function save(name: string, change: (text: string) => string): void {
  const file = path.join(home, 'raft', name);
  const half = path.join(home, 'half');
  fs.writeFileSync(half, change(fs.readFileSync(file, 'utf8')));
  // At once, so that no half of it is seen.
  fs.renameSync(half, file);
}

beforeEach(() => {
  home = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'raft-watching-'));
  fs.cpSync(path.join(ROOT, 'solutions', 'raft'), path.join(home, 'raft'), { recursive: true });
});

afterEach(async () => {
  command.kill('SIGKILL');
  await exit;
  fs.rmSync(home, { recursive: true, force: true });
});

const ENDED = /2A: \d+ of 100 points, .* passed\n/;

test(
  'watching tells the failing run first, drops what is overtaken, and goes on after mistakes',
  async () => {
    save('election.ts', (text) => text.replace(VOTE, 'void 0;'));
    begin(['2A', `dir=${path.join(home, 'raft')}`]);
    expect(await until(ENDED)).toMatch(/^✗ 2A\/initial-election .*rule RV\.2/m);

    save('election.ts', (text) => `${text}\n// still wrong\n`);
    const again = await until('The other tests follow.');
    expect(again).toContain('saved election.ts');
    expect(again).toMatch(/^✗ 2A\/initial-election +0\/\d+ +rule RV\.2, seed \d+$/m);
    expect(again).not.toMatch(ENDED);

    // The rest is still under way, and has read the files.
    await new Promise((resolve) => setTimeout(resolve, 250));
    save('election.ts', (text) => `${text}const broken = ;\n`);
    const unfit = await until('Nothing was graded.');
    expect(unfit).toContain('Stopped: you saved again.');
    expect(unfit).toMatch(/election\.ts:\d+:\d+: /);

    save('election.ts', (text) => text.replace('const broken = ;\n', '').replace('void 0;', VOTE));
    const mended = await until(ENDED);
    expect(mended).toMatch(/^✓ 2A\/initial-election/m);
    expect(mended).toContain('That was the run that failed before.');
    expect(mended).toContain('2A: 100 of 100 points');

    // The same text again is no change, and neither are letters that nobody typed as keys.
    const before = out.length;
    save('election.ts', (text) => text);
    command.stdin?.write('aq');
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(out.slice(before)).toBe('');

    command.kill('SIGINT');
    expect(await exit).toBe(130);
    // eslint-disable-next-line no-control-regex -- what steers a terminal is looked for
    expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f]/);
    const wide = out.split('\n').filter((line) => line.length > 80 && !line.includes(home));
    expect(wide).toEqual([]);
  },
  TIMEOUT_MS,
);

test(
  'watching names the page of a failure once it is made, and what comes next at the end of a stage',
  async () => {
    save('election.ts', (text) => text.replace(VOTE, 'void 0;'));
    const kit = path.join(home, 'kit');
    for (const part of ['grader', 'package.json', 'tsconfig.json'])
      fs.cpSync(path.join(ROOT, part), path.join(kit, part), { recursive: true });
    fs.symlinkSync(path.join(ROOT, 'node_modules'), path.join(kit, 'node_modules'), 'junction');
    const words = ['2A', `dir=${path.join(home, 'raft')}`];
    start([...WATCH, ...words], kit, { RAFT_LAB_PAGES: 'on' });
    const first = await until(ENDED);
    expect(first).toContain('Grading 2A …');
    expect(await until(/Page: +.*\.html\n/)).toMatch(/^2A\/initial-election, seed \d+:$/m);
    save('election.ts', (text) => text.replace('void 0;', VOTE));
    const mended = await until('read labs/2B/README.md');
    expect(mended).toContain('one vote per term');
  },
  TIMEOUT_MS,
);

test(
  'watching ends when whoever started it is killed',
  async () => {
    const starter = `require('node:child_process').spawn(process.execPath, process.argv.slice(1), { stdio: 'inherit' }); setInterval(() => 0, 1000)`;
    const words = ['-e', starter, '--', ...WATCH, '2A', `dir=${path.join(home, 'raft')}`];
    start(words);
    await until('Grading 2A …');
    command.kill('SIGKILL');
    // Its streams are open as long as what it started lives.
    await exit;
    expect(out).not.toMatch(ENDED);
  },
  TIMEOUT_MS,
);

test.each([
  ['a stage that does not exist', ['2D'], 'is not a stage'],
  ['a folder that does not exist', ['dir=/no/such/folder'], 'There is no folder'],
])('%s is refused with exit code 2', async (_name, words, message) => {
  begin(words);
  expect(await exit).toBe(2);
  expect(out).toContain(message);
});
