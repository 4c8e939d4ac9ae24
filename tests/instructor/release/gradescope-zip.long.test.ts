/**
 * Gradescope's autograder: the zip is built with the real command, unpacked into a container's folders
 * that are laid out in a temporary one, and run_autograder is run there on what students may hand in.
 */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type Entry, fromBuffer } from 'yauzl';
import { assignmentKey, hiddenSeeds } from '../../../grader/instructor/class/hidden-seeds';
import { parseGradescope } from '../../../grader/instructor/release/gradescope-args';
import { PROGRAMS } from '../../../grader/instructor/release/autograder-kit';
import { zipped } from '../../../grader/command/zip';
import { plainEnvironment } from '../../support/command';

const ROOT = path.join(__dirname, '..', '..', '..');
const SOLUTION = path.join(ROOT, 'solutions', 'raft');
const LONG_MS = 300_000;
const SECRET = 'a secret that is known to this test alone';

const home = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'gradescope-'));
const container = path.join(home, 'autograder');
const source = path.join(container, 'source');
const submission = path.join(container, 'submission');
const zip = path.join(home, '2A.zip');
let entries: readonly Packed[];

interface Packed {
  readonly name: string;
  readonly mode: number;
  readonly modified: number;
  readonly content: Buffer;
}

interface Results {
  readonly score?: number;
  readonly output: string;
  readonly output_format: string;
  readonly visibility: string;
  readonly stdout_visibility: string;
  readonly tests: readonly { readonly score?: number; readonly max_score: number }[];
}

/** Tests that need bash run where Gradescope's containers run. */
const onPosix = process.platform === 'win32' ? test.skip : test;

beforeAll(async () => {
  fs.writeFileSync(path.join(home, 'secret.txt'), SECRET, { mode: 0o600 });
  const { status, stderr } = gradescope([
    `out=${zip}`,
    'stage=2A',
    `secret=${path.join(home, 'secret.txt')}`,
    'assignment=raft-2026',
  ]);
  if (status !== 0) throw new Error(stderr);
  entries = await unpacked(fs.readFileSync(zip));
  for (const { name, mode, content } of entries) {
    const file = path.join(source, ...name.split('/'));
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, content, { mode: mode & 0o777 });
  }
  // What setup.sh would install.
  fs.symlinkSync(path.join(ROOT, 'node_modules'), path.join(source, 'node_modules'), 'junction');
}, LONG_MS);

afterAll(() => fs.rmSync(home, { recursive: true, force: true }));

function gradescope(words: readonly string[]) {
  const script = ['--require', './grader/cli/set-up.cjs', 'grader/cli/gradescope.ts', ...words];
  return spawnSync(process.execPath, script, {
    cwd: ROOT,
    env: plainEnvironment(),
    encoding: 'utf8',
  });
}

function unpacked(bytes: Buffer): Promise<readonly Packed[]> {
  return new Promise((resolve, reject) => {
    fromBuffer(bytes, { lazyEntries: true }, (error, opened) => {
      if (error) {
        reject(error);
        return;
      }
      const found: Packed[] = [];
      opened.on('entry', (entry: Entry) => {
        opened.openReadStream(entry, (failed, stream) => {
          if (failed) {
            reject(failed);
            return;
          }
          const chunks: Buffer[] = [];
          stream.on('data', (chunk: Buffer) => chunks.push(chunk));
          stream.on('end', () => {
            const mode = entry.externalFileAttributes >>> 16;
            const modified = entry.getLastModDate({ timezone: 'UTC' }).getTime();
            found.push({ name: entry.fileName, mode, modified, content: Buffer.concat(chunks) });
            opened.readEntry();
          });
        });
      });
      opened.on('end', () => {
        resolve(found);
      });
      opened.readEntry();
    });
  });
}

/** Runs run_autograder, as the container would, on what `prepare` puts into the submission's folder. */
async function run(
  prepare: (folder: string) => void,
  watch: (command: ChildProcess) => void = () => undefined,
): Promise<{ readonly code: number | null; readonly said: string; readonly results: Results }> {
  fs.rmSync(submission, { recursive: true, force: true });
  fs.rmSync(path.join(container, 'results'), { recursive: true, force: true });
  fs.mkdirSync(submission);
  prepare(submission);
  // Gradescope copies it beside the folders.
  fs.copyFileSync(path.join(source, 'run_autograder'), path.join(container, 'run_autograder'));
  const command = spawn('bash', [path.join(container, 'run_autograder')], {
    cwd: home,
    env: plainEnvironment({
      RAFT_LAB_AUTOGRADER_ROOT: container,
      PATH: `${path.dirname(process.execPath)}${path.delimiter}${process.env['PATH'] ?? ''}`,
    }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  command.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  command.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  watch(command);
  const code = await new Promise<number | null>((resolve) => command.on('close', resolve));
  return { code, said, results: valid() };
}

/** What Gradescope asks of results.json. */
function valid(): Results {
  const file = path.join(container, 'results', 'results.json');
  const results = JSON.parse(fs.readFileSync(file, 'utf8')) as Results;
  expect(typeof results.output).toBe('string');
  expect(results.output_format).toBe('text');
  expect(results.visibility).toBe('visible');
  expect(results.stdout_visibility).toBe('hidden');
  for (const one of results.tests) {
    expect(one.max_score).toBeGreaterThan(0);
    if (one.score !== undefined) expect(one.score).toBeLessThanOrEqual(one.max_score);
  }
  expect(fs.readdirSync(path.join(container, 'results'))).toEqual(['results.json']);
  return results;
}

function pointsOf({ tests }: Results): number {
  return tests.reduce((sum, { score = Number.NaN }) => sum + score, 0);
}

describe('the zip', () => {
  test('has at its root what Gradescope looks for, and it may be run', () => {
    const modes = new Map(entries.map(({ name, mode }) => [name, mode]));
    expect(modes.get('run_autograder')).toBe(0o100755);
    expect(modes.get('setup.sh')).toBe(0o100755);
    expect(modes.get('package.json')).toBe(0o100644);
  });

  test('holds no solution, no bug, and nothing of the instructor’s', () => {
    const names = entries.map(({ name }) => name);
    const areas = new Set(
      names.map((name) =>
        name
          .split('/')
          .slice(0, name.startsWith('grader/') ? 2 : 1)
          .join('/'),
      ),
    );
    expect([...areas].sort()).toEqual([
      ...['.npmrc', 'LICENSE', 'assignment.key', 'autograder.json', 'grader/cli'],
      ...[
        'grader/contract.ts',
        'grader/instructor',
        'grader/judge',
        'grader/report',
        'grader/runs',
      ],
      ...['grader/world'],
      ...['package-lock.json', 'package.json', 'run_autograder', 'setup.sh', 'tsconfig.json'],
    ]);
    expect(names.filter((name) => /^grader\/(cli|instructor\/release)\//.test(name))).toEqual([
      'grader/cli/set-up.cjs',
      'grader/instructor/release/autograder.ts',
    ]);
  });

  test('holds the assignment’s key, and the secret nowhere', () => {
    const key = assignmentKey(Buffer.from(SECRET), 'raft-2026');
    const held = entries.find(({ name }) => name === 'assignment.key')?.content.toString();
    expect(held).toBe(`${key.toString('hex')}\n`);
    const secret = Buffer.from(SECRET);
    const forms = [
      secret,
      Buffer.from(secret.toString('hex')),
      Buffer.from(secret.toString('base64')),
    ];
    const bytes = fs.readFileSync(zip);
    for (const form of forms) expect(bytes.includes(form)).toBe(false);
  });

  test('has the same bytes whenever and wherever it is packed', async () => {
    const files = new Map(entries.map(({ name, content }) => [name, content.toString()] as const));
    const shuffled = new Map([...files].reverse());
    const again = await zipped(shuffled, { programs: PROGRAMS });
    expect(again.equals(fs.readFileSync(zip))).toBe(true);
    expect(new Set(entries.map(({ modified }) => modified)).size).toBe(1);
  });

  onPosix('has scripts that bash can read', () => {
    for (const name of PROGRAMS)
      execFileSync('bash', ['-n', path.join(source, name)], { stdio: 'pipe' });
  });
});

describe('run_autograder', () => {
  onPosix(
    'gives all points to the reference, on public and hidden seeds, and lists what it left aside',
    async () => {
      const { code, said, results } = await run((folder) => {
        fs.cpSync(SOLUTION, path.join(folder, 'labs', 'raft'), { recursive: true });
        fs.writeFileSync(path.join(folder, 'notes.pdf'), 'x');
      });
      expect({ code, said }).toEqual({ code: 0, said: '' });
      expect(pointsOf(results)).toBe(100);
      expect(results.output).toContain('2A: 100 of 100 points');
      expect(results.output).toMatch(/Hidden seeds: \d+ runs, of which 0 failed/);
      expect(results.output).toContain('Not taken:\n');
      expect(results.output).toContain('notes.pdf');
    },
    LONG_MS,
  );

  onPosix(
    'gives none to the skeleton, and names no hidden seed',
    async () => {
      const { results } = await run((folder) => {
        fs.cpSync(path.join(ROOT, 'labs', 'raft'), folder, { recursive: true });
      });
      expect(pointsOf(results)).toBe(0);
      const text = JSON.stringify(results);
      expect(text).toContain('TODO C.1');
      const key = assignmentKey(Buffer.from(SECRET), 'raft-2026');
      const [seed] = hiddenSeeds(key, { test: '2A/initial-election', count: 1 });
      expect(seed).toBeDefined();
      expect(text).not.toContain(String(seed));
      expect(text).not.toContain(key.toString('hex'));
    },
    LONG_MS,
  );

  onPosix.each([
    ['an empty folder', {}, 'is empty'],
    ['no code', { 'essay.txt': 'Raft is nice.' }, 'has no raft.ts and no persister.ts'],
    ['a broken zip', { 'raft.zip': 'PK\u0003\u0004 and no more' }, 'archive (raft.zip)'],
    ['a syntax error', { 'raft.ts': 'export class {', 'persister.ts': '' }, 'raft.ts:1'],
  ])(
    'gives no points and says why: %s',
    async (_name, files, message) => {
      const { code, results } = await run((folder) => {
        for (const [name, text] of Object.entries(files))
          fs.writeFileSync(path.join(folder, name), text);
      });
      expect(code).toBe(0);
      expect(results).toMatchObject({ score: 0, tests: [] });
      expect(results.output).toContain('Your code cannot be run, so there are no points yet.');
      expect(results.output).toContain(message);
    },
    LONG_MS,
  );

  onPosix(
    'keeps what a submission prints to itself, and its file names harmless',
    async () => {
      const { said, results } = await run((folder) => {
        fs.cpSync(SOLUTION, folder, { recursive: true });
        const file = path.join(folder, 'raft.ts');
        const print = "console.log('::error::forged', '\\u001b[31m{\"score\":1000}');\n";
        fs.writeFileSync(file, print + fs.readFileSync(file, 'utf8'));
        fs.writeFileSync(path.join(folder, 'a\u001b[2Jb\n.txt2'), '');
      });
      expect(said).toBe('');
      expect(pointsOf(results)).toBe(100);
      // eslint-disable-next-line no-control-regex -- it is what is looked for
      expect(results.output).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
    },
    LONG_MS,
  );

  onPosix(
    'leaves results without a score when it is ended, politely or not',
    async () => {
      const endless = (folder: string) => {
        fs.cpSync(SOLUTION, folder, { recursive: true });
        fs.appendFileSync(path.join(folder, 'raft.ts'), '\nfor (;;);\n');
      };
      for (const [signal, message] of [
        ['SIGTERM', 'It was stopped before it finished'],
        ['SIGKILL', 'The grader was stopped before it finished'],
      ] as const) {
        const { results } = await run(endless, (command) => {
          const { pid = 0 } = command;
          const look = setInterval(() => {
            if (!isGrading(pid)) return;
            clearInterval(look);
            // The group of processes is ended where there is no time for politeness.
            if (signal === 'SIGKILL')
              for (const child of childrenOf(pid)) process.kill(child, signal);
            command.kill(signal);
          }, 50);
          command.on('close', () => clearInterval(look));
        });
        expect(results).not.toHaveProperty('score');
        expect(results.tests).toEqual([]);
        expect(results.output).toContain(message);
      }
    },
    LONG_MS,
  );

  onPosix(
    'leaves results without a score when the grader itself fails',
    async () => {
      const settings = path.join(source, 'autograder.json');
      const text = fs.readFileSync(settings, 'utf8');
      fs.writeFileSync(settings, '{');
      try {
        const { code, results } = await run((folder) => {
          fs.cpSync(SOLUTION, folder, { recursive: true });
        });
        expect(code).toBe(0);
        expect(results).not.toHaveProperty('score');
        expect(results.output).toContain('nothing about your code');
      } finally {
        fs.writeFileSync(settings, text);
      }
    },
    LONG_MS,
  );
});

/** Whether a submission runs in a process that comes from this one. */
function isGrading(pid: number): boolean {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' });
  const all = [...stdout.matchAll(/^ *(\d+) +(\d+) (.*)$/gm)].map(([, own, parent, line = '']) => ({
    ...{ own: Number(own), parent: Number(parent), line },
  }));
  const parents = new Map(all.map(({ own, parent }) => [own, parent]));
  const comesFrom = (one: number | undefined): boolean =>
    one === pid || (one !== undefined && one > 0 && comesFrom(parents.get(one)));
  return all.some(({ own, line }) => line.includes('child.cjs') && comesFrom(own));
}

/** Processes that this one has started. */
function childrenOf(pid: number): readonly number[] {
  const found = spawnSync('pgrep', ['-P', String(pid)], { encoding: 'utf8' }).stdout;
  return found.split('\n').filter(Boolean).map(Number);
}

describe('npm run gradescope', () => {
  test.each([
    ['no name', [], 'Where to? Name a new zip'],
    ['a name that is no zip', ['out=x.tar', 'stage=2A'], 'does not end in .zip'],
    ['no stage', ['out=x.zip'], 'Which stage?'],
    ['a number that is none', ['out=x.zip', 'stage=2A', 'wall=soon'], 'wall is a whole number'],
  ])('asks back: %s', (_name, words, message) => {
    expect(parseGradescope(words, {})).toEqual({
      kind: 'problem',
      message: expect.stringContaining(message) as string,
    });
  });

  test('understands all of its words', () => {
    const words = ['public=all', 'hidden=3', 'secret=s', 'assignment=a', 'wall=60'];
    expect(parseGradescope(['out=x.zip', 'stage=2b', ...words], {})).toEqual({
      ...{ kind: 'gradescope', out: 'x.zip', stage: '2B', shown: 'all', hidden: 3 },
      ...{ secret: 's', assignment: 'a', wallSeconds: 60, visibility: 'visible' },
    });
  });

  test.each([
    ['hidden seeds without a secret', ['out=x.zip', 'hidden=2'], 'made from a secret'],
    ['a file that is there', [`out=${zip}`], 'was not overwritten'],
  ])(
    'refuses %s',
    (_name, words, message) => {
      const { status, stderr } = gradescope([...words, 'stage=2A']);
      expect(status).toBe(2);
      expect(stderr).toContain(message);
    },
    LONG_MS,
  );
});
