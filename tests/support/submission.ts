/**
 * Grades made-up folders with the real command in its own process. Every run has its own folder for
 * temporary files, so that leftovers are noticed.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { plainEnvironment } from './command';

const ROOT = path.join(__dirname, '..', '..');
const SOLUTION = path.join(ROOT, 'solutions', 'raft');
const AT_ONCE_MAX = 2;
/** On a busy machine, a killed process may take long to end. */
const LOOKS_MAX = 600;
const LOOK_EVERY_MS = 50;

/**
 * By file name: the new text, a function that changes the reference's text, or null to leave the file out.
 */
export type Edits = Readonly<Record<string, string | Buffer | null | ((text: string) => string)>>;

export interface GradeOptions {
  /** Arguments of `npm run grade`; the folder is added. Default: one quick test, one seed. */
  readonly words?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** `reference` (the default) starts with a copy of solutions/raft, `nothing` with an empty folder. */
  readonly base?: 'reference' | 'nothing';
  /** Called with the new folder before grading. */
  readonly prepare?: (folder: string) => void;
  /** The value of `dir=` for the new folder; by default the folder itself. */
  readonly target?: (folder: string) => string;
  /** Node's flags before the script. */
  readonly nodeFlags?: readonly string[];
  /** Called after each output of the command, with all of its stdout so far. */
  readonly watch?: (command: ChildProcess, out: string, home: string) => void;
  /** Called when the command has started. */
  readonly started?: (command: ChildProcess, home: string) => void;
  readonly stdout?: 'pipe' | number;
}

export interface Graded {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  /** Temporary files and processes that outlived the command. */
  readonly left: readonly string[];
}

export const QUICK = ['2A', 'only=initial-election', 'seed=1'] as const;
export const QUICK_2B = ['2B', 'only=basic-agree', 'seed=1'] as const;
export const QUICK_2C = ['2C', 'only=persist-1', 'seed=1'] as const;

/** Grades the reference with some edits. At most two run at once, to spare the machine. */
export async function grade(edits: Edits, options: GradeOptions = {}): Promise<Graded> {
  await turn();
  const home = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'bad-input-'));
  try {
    const folder = path.join(home, 'raft');
    write(folder, edits, options.base ?? 'reference');
    options.prepare?.(folder);
    const shown = options.target?.(folder) ?? folder;
    const temporary = path.join(home, 'tmp');
    fs.mkdirSync(temporary);
    shareTranslations(temporary);
    return await run([...(options.words ?? QUICK), `dir=${shown}`], home, temporary, options);
  } finally {
    fs.rmSync(home, { recursive: true, force: true });
    done();
  }
}

async function run(
  words: readonly string[],
  home: string,
  temporary: string,
  { env, watch, started, stdout = 'pipe', nodeFlags = ['--require', 'tsx/cjs'] }: GradeOptions,
): Promise<Graded> {
  const command = spawn(
    process.execPath,
    [...nodeFlags, path.join('grader', 'cli', 'grade.ts'), ...words],
    {
      cwd: ROOT,
      env: plainEnvironment({ TMPDIR: temporary, RAFT_LAB_TYPES: 'off', ...env }),
      stdio: ['ignore', stdout, 'pipe'],
    },
  );
  started?.(command, home);
  let [out, err] = ['', ''];
  command.stdout?.on('data', (chunk: Buffer) => {
    out += chunk.toString();
    watch?.(command, out, home);
  });
  command.stderr?.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => command.on('close', resolve));
  const files = () => fs.readdirSync(temporary).filter((name) => !name.startsWith('tsx-'));
  // A killed command cannot clean up; its warden does so a moment later.
  if (code === null) await until(() => files().length === 0);
  const kept = files();
  return { code, out, err, left: [...kept, ...(await processesNaming(home))] };
}

function write(folder: string, edits: Edits, base: 'reference' | 'nothing'): void {
  if (base === 'reference') fs.cpSync(SOLUTION, folder, { recursive: true });
  else fs.mkdirSync(folder);
  for (const [name, edit] of Object.entries(edits)) {
    const file = path.join(folder, name);
    if (edit === null) {
      fs.rmSync(file);
    } else if (typeof edit === 'function') {
      const text = fs.readFileSync(file, 'utf8');
      const changed = edit(text);
      if (changed === text) throw new Error(`the edit of ${name} changes nothing`);
      fs.writeFileSync(file, changed);
    } else {
      fs.writeFileSync(file, edit);
    }
  }
}

/** tsx caches compiled code among the temporary files. Without the cache, every start is slow. */
function shareTranslations(temporary: string): void {
  const name = `tsx-${os.userInfo().uid}`;
  const shared = path.join(os.tmpdir(), name);
  fs.mkdirSync(shared, { recursive: true });
  fs.symlinkSync(shared, path.join(temporary, name), 'junction');
}

/** Processes whose command line contains the folder. Those that are ending are given time. */
async function processesNaming(folder: string): Promise<string[]> {
  const found = () =>
    commandLines()
      .map(({ line }) => line)
      .filter((line) => line.includes(folder));
  await until(() => found().length === 0);
  return found();
}

async function until(isSo: () => boolean): Promise<void> {
  for (let look = 0; look < LOOKS_MAX && !isSo(); look++)
    await new Promise((wake) => setTimeout(wake, LOOK_EVERY_MS));
}

/** The processes in which this home's submission runs. */
export function childrenIn(home: string): readonly number[] {
  return commandLines()
    .filter(({ line }) => line.includes(home) && line.includes('child.cjs'))
    .map(({ pid }) => pid);
}

function commandLines(): { readonly pid: number; readonly line: string }[] {
  if (!fs.existsSync('/proc/self/cmdline')) return [];
  return fs
    .readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const line = fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
        return [{ pid: Number(pid), line }];
      } catch {
        return [];
      }
    });
}

let running = 0;
const waiting: (() => void)[] = [];

async function turn(): Promise<void> {
  if (running < AT_ONCE_MAX) running++;
  else await new Promise<void>((go) => waiting.push(go));
}

function done(): void {
  const next = waiting.shift();
  if (next) next();
  else running--;
}
