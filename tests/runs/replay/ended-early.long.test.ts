/** Commands that are ended early, or cannot begin: the exit code, and what stays behind. */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { plainEnvironment } from '../../support/command';
import { filesIn } from '../../support/programs';

const ROOT = path.join(__dirname, '..', '..', '..');
const SOON_MS = 20;

let home = '';
let temporary = '';

beforeAll(() => {
  home = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'raft-early-'));
  temporary = path.join(home, 'tmp');
  fs.mkdirSync(temporary);
  const files = filesIn('solutions', 'raft');
  // Goes on for as long as it is let: there is always something to interrupt.
  files['raft.ts'] = `${files['raft.ts'] ?? ''}\nfor (;;);\n`;
  fs.mkdirSync(path.join(home, 'raft'));
  for (const [name, text] of Object.entries(files))
    fs.writeFileSync(path.join(home, 'raft', name), text);
});

afterAll(() => {
  fs.rmSync(home, { recursive: true, force: true });
});

interface Ended {
  readonly exit: number | null;
  readonly text: string;
}

function start(command: string, TMPDIR: string, then?: NodeJS.Signals): Promise<Ended> {
  const script = ['--require', './grader/cli/set-up.cjs', `grader/cli/${command}.ts`];
  const words = ['2C/persist-1', 'seed=1', `dir=${path.join(home, 'raft')}`];
  const child = spawn(process.execPath, [...script, ...words], {
    cwd: ROOT,
    env: plainEnvironment({ TMPDIR }),
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const timer = setInterval(() => {
    if (then === undefined || leftIn(TMPDIR).length === 0) return;
    clearInterval(timer);
    child.kill(then);
  }, SOON_MS);
  return new Promise((resolve) => {
    child.on('close', (exit) => {
      clearInterval(timer);
      resolve({ exit, text });
    });
  });
}

/** What the kit has put there; the translator's own files stay for the next command. */
function leftIn(folder: string): readonly string[] {
  return fs.readdirSync(folder).filter((name) => name.startsWith('raft-lab-'));
}

test.each([
  ['trace', 'SIGINT'],
  ['shrink', 'SIGTERM'],
  ['play', 'SIGINT'],
] as const)('%s ends at %s with exit code 130, and leaves no file behind', async (name, signal) => {
  const { exit, text } = await start(name, temporary, signal);
  expect({ exit, text }).toEqual({ exit: 130, text });
  expect(leftIn(temporary)).toEqual([]);
});
