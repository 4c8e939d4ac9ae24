/** What the students' commands print fits a terminal of 80 columns, and a pipe gets no control characters. */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { columns } from '../../grader/report/columns';
import { noColours } from '../../grader/report/colour';
import { fitted } from '../../grader/report/plain';
import { plainEnvironment } from '../support/command';
import { inMethod } from '../support/bad-raft';
import { grade } from '../support/submission';

const ROOT = path.join(__dirname, '..', '..');
const COLUMNS = 80;
const LONG_MS = 300_000;
/** A line to paste may be longer, and so may the name of a folder that stands in it. */
const TO_PASTE = /^\s*(?:Replay:\s+)?npm run |^Grading .* of \//;
// eslint-disable-next-line no-control-regex -- they are what is looked for
const CONTROL = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/;

function tooWide(text: string): readonly string[] {
  return text.split('\n').filter((line) => line.length > COLUMNS && !TO_PASTE.test(line));
}

function printed(name: string, ...words: readonly string[]): Promise<string> {
  return told(`grader/cli/${name}.ts`, ...words);
}

function told(...args: readonly string[]): Promise<string> {
  const script = ['--require', './grader/cli/set-up.cjs', ...args];
  const child = spawn(process.execPath, script, { cwd: ROOT, env: plainEnvironment() });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
  return new Promise((resolve) => {
    child.on('close', () => {
      resolve(text);
    });
  });
}

test.each<[string, ...string[]]>([
  ['grade', 'list'],
  ['grade', ''],
  ['grade', '2D'],
  ['grade', '2A', 'something/else'],
  ['grade', '2A', 'report=pdf'],
  ['explore', 'depth=none'],
  ['hint', 'P.2', 'step=9'],
  ['hint', 'Q.7'],
])(
  'npm run %s %s fits',
  async (name, ...words) => {
    const text = await printed(name, ...words.filter(Boolean));
    expect(text.trim()).not.toBe('');
    expect(tooWide(text)).toEqual([]);
    expect(text).not.toMatch(CONTROL);
  },
  LONG_MS,
);

test(
  'the help of every command fits, also its lines to paste',
  async () => {
    const doors = fs
      .readdirSync(path.join(ROOT, 'grader', 'cli'))
      .filter((name) => name.endsWith('.ts'));
    // All in one process: each reads the same command line and prints its help.
    const loads = doors.map((name) => `require(${JSON.stringify(`./grader/cli/${name}`)});`);
    const text = await told('--no-warnings', '-e', loads.join(' '), 'a command', 'help');
    expect(text.match(/^Usage: npm run \S+/gm)).toHaveLength(doors.length);
    expect(text.split('\n').filter((line) => line.length > COLUMNS)).toEqual([]);
    expect(text).not.toMatch(CONTROL);
  },
  LONG_MS,
);

const GRADINGS = {
  'a server that passes': {},
  'a server that breaks a rule': {
    'election.ts': (text: string) =>
      text.replace('state.votedFor === candidateId', 'state.votedFor !== undefined'),
  },
  'a server that throws': inMethod('requestVote', `throw new Error("${'no '.repeat(200)}");`),
  'a server that says much': inMethod('appendEntries', `console.log("${'talk'.repeat(90)}");`),
  'code that cannot be read': { 'raft.ts': `export class { ${'x'.repeat(300)}` },
};

test.each(Object.entries(GRADINGS))(
  'a grading of %s fits',
  async (_name, edits) => {
    const words = ['2A', 'only=one-vote,many-elections,re-election', 'seeds=1', 'verbose'];
    const { out, err } = await grade(edits, { words });
    expect(out).toMatch(/^Grading 2A/);
    expect(tooWide(out + err)).toEqual([]);
    expect(out + err).not.toMatch(CONTROL);
  },
  LONG_MS,
);

test.each([1, 2, 3, 4, 5, 7])('a timeline of %i servers fits, and loses nothing', (servers) => {
  const text = `sends S1 entries 1–9 after 0 (of term 0), in term 12, commit 3 ${'w'.repeat(99)}`;
  const rows = Array.from({ length: servers }, (_, server) => ({
    atMicros: 999_999_000,
    server,
    text,
    witness: server === 0,
  }));
  const note = { atMicros: 1, server: undefined, text: 'note '.repeat(40), witness: false };
  const lines = columns([...rows, note], noColours);
  expect(tooWide(lines.join('\n'))).toEqual([]);
  const words = lines.join(' ').replace(/\s+/g, '').split('w').length - 1;
  expect(words).toBe(servers * 99);
});

describe('a line that is too wide', () => {
  test('goes on under its text, and under the text of a row', () => {
    const [, second = ''] = fitted(`  some ${'words '.repeat(20)}`).split('\n');
    expect(second).toMatch(/^ {4}words/);
    const [, below = ''] = fitted(`  name=N     ${'words '.repeat(20)}`).split('\n');
    expect(below).toMatch(/^ {13}words/);
  });

  test('stays whole if it is to be pasted', () => {
    const line = `  npm run grade 2C ${'seed=1 '.repeat(20)}`;
    expect(fitted(line)).toBe(line);
  });

  test('is not counted by its colours', () => {
    const line = `\u001b[31m${'x'.repeat(39)} ${'y'.repeat(40)}\u001b[39m`;
    expect(fitted(line)).toBe(line);
  });
});
