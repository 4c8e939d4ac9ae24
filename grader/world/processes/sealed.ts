/**
 * Reads a submission's text in a process of its own. The parent passes it the text and accepts one
 * answer: it resolves, parses and compiles nothing itself, so no text can keep it busy. The process may
 * read only the packages that it needs, starts no children, has an empty environment, and has limits of
 * time, memory and output.
 */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { build } from 'esbuild';
import { type Meter, meterOf } from './usage';
import { guard, release } from './warden';

/** A program that answers one task. */
export interface SealedProgram {
  /** Its source, bundled when it is first needed. */
  readonly source: string;
  /** The folders of packages that it may read. */
  readonly reads: readonly string[];
  readonly cpuSeconds: number;
  readonly residentMb: number;
  readonly answerBytes: number;
}

export type SealedEnd =
  | { readonly kind: 'answer'; readonly answer: unknown }
  /** Or the process ended by itself without an answer, twice: the text has brought it down. */
  | { readonly kind: 'too much'; readonly what: 'time' | 'memory' | 'output' | 'depth' }
  | { readonly kind: 'stopped' };

/** The machine killed or starved the process that reads a submission, which must not count as a zero. */
class ReaderLost extends Error {}

const LOOK_EVERY_MS = 100;
/** How long the process may neither work nor answer. */
const MUTE_WALL_SECONDS_MAX = 120;
/** Wall-clock limit where the system does not report processor time. */
const WALL_SECONDS_MAX = 60;
/** Signals from a system that runs out of memory or from a user, never caused by the text. */
const FROM_OUTSIDE: readonly (NodeJS.Signals | null)[] = [
  ...(['SIGKILL', 'SIGTERM', 'SIGHUP', 'SIGINT', 'SIGQUIT'] as const),
];
const OUT_OF_MEMORY = /heap out of memory|out of memory|allocation failed|memory access out of/i;
const STDERR_CHARS_KEPT = 4_000;

type Child = ChildProcessByStdio<Writable, Readable, Readable>;
const running = new Set<Child>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** @throws ReaderLost */
export async function askSealed(
  program: SealedProgram,
  task: object,
  signal?: AbortSignal,
): Promise<SealedEnd> {
  const code = await codeOf(program.source);
  const first = await attempt(program, code, task, signal);
  if (first.kind !== 'died') return first;
  const again = await attempt(program, code, task, signal);
  if (again.kind !== 'died') return again;
  if (FROM_OUTSIDE.includes(again.signal))
    throw new ReaderLost(
      `The process that reads the code was ended twice (${again.signal ?? ''}): has this machine enough memory?`,
    );
  return { kind: 'too much', what: OUT_OF_MEMORY.test(again.stderr) ? 'memory' : 'depth' };
}

type Attempt =
  | SealedEnd
  | { readonly kind: 'died'; readonly signal: NodeJS.Signals | null; readonly stderr: string };

async function attempt(
  program: SealedProgram,
  code: string,
  task: object,
  signal?: AbortSignal,
): Promise<Attempt> {
  if (signal?.aborted) return { kind: 'stopped' };
  const { SystemRoot } = process.env;
  const child = spawn(process.execPath, [...flagsFor(program), '-'], {
    stdio: ['pipe', 'pipe', 'pipe', 'ipc'],
    serialization: 'advanced',
    env: SystemRoot === undefined ? {} : { SystemRoot },
    windowsHide: true,
  }) as Child;
  running.add(child);
  const { pid } = child;
  if (pid !== undefined) guard(pid);
  const watch = new Watch(pid ?? -1, program);
  const stop = () => watch.end({ kind: 'stopped' });
  signal?.addEventListener('abort', stop);
  const chunks: Buffer[] = [];
  let stderr = '';
  const died = new Promise<Attempt>((resolve, reject) => {
    let bytes = 0;
    child.stdout.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > program.answerBytes) watch.end({ kind: 'too much', what: 'output' });
      else chunks.push(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      stderr = (stderr + chunk.toString()).slice(-STDERR_CHARS_KEPT);
    });
    // Writing to a process that is about to end fails; its exit is reported below.
    child.stdin.on('error', () => undefined);
    child.on('error', (error) => {
      if (pid === undefined) reject(new ReaderLost(`A process could not start: ${error.message}`));
    });
    child.on('exit', () => {
      if (pid !== undefined) release(pid);
    });
    child.on('close', (exit, by) => {
      if (exit === 0 && chunks.length > 0) resolve(answerIn(chunks));
      else resolve({ kind: 'died', signal: by, stderr });
    });
    child.stdin.end(code);
    child.send(task, () => undefined);
  });
  try {
    return await Promise.race([died, watch.ended]);
  } finally {
    signal?.removeEventListener('abort', stop);
    watch.close();
    child.kill('SIGKILL');
    running.delete(child);
  }
}

function answerIn(chunks: readonly Buffer[]): SealedEnd {
  return { kind: 'answer', answer: JSON.parse(Buffer.concat(chunks).toString()) as unknown };
}

/** Reports once that the work must end. */
class Watch {
  readonly ended: Promise<SealedEnd>;
  end: (how: SealedEnd) => void = () => undefined;
  readonly #meter: Meter;
  readonly #timer: NodeJS.Timeout;

  constructor(
    pid: number,
    { cpuSeconds: cpuSecondsMax, residentMb: residentMbMax }: SealedProgram,
  ) {
    this.#meter = meterOf(pid);
    // Counts looks instead of time, because a computer that wakes from sleep has not waited.
    let looks = 0;
    let before: number | undefined;
    let lost: (why: Error) => void;
    this.ended = new Promise((resolve, reject) => {
      this.end = resolve;
      lost = reject;
    });
    this.#timer = setInterval(() => {
      const { cpuSeconds, residentMb = 0 } = this.#meter.usage();
      looks = cpuSeconds === before ? looks + 1 : 0;
      before = cpuSeconds;
      const wallSeconds = (looks * LOOK_EVERY_MS) / 1_000;
      if (residentMb > residentMbMax) this.end({ kind: 'too much', what: 'memory' });
      else if (
        cpuSeconds === undefined ? wallSeconds > WALL_SECONDS_MAX : cpuSeconds > cpuSecondsMax
      )
        this.end({ kind: 'too much', what: 'time' });
      else if (wallSeconds > MUTE_WALL_SECONDS_MAX)
        lost(
          new ReaderLost(
            `The process that reads the code had no time to work for ${wallSeconds} s.`,
          ),
        );
    }, LOOK_EVERY_MS);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#meter.close();
  }
}

function flagsFor({ reads, residentMb }: SealedProgram): readonly string[] {
  return [
    permissionFlag(),
    ...reads.map((folder) => `--allow-fs-read=${folder}`),
    '--no-warnings',
    `--max-old-space-size=${residentMb}`,
  ];
}

/** Node's name for the permission model differs by version. */
export function permissionFlag(): string {
  return process.allowedNodeEnvironmentFlags.has('--permission')
    ? '--permission'
    : '--experimental-permission';
}

const codes = new Map<string, Promise<string>>();

/** The kit's own code, bundled once. The process receives it as text and needs no file of it. */
function codeOf(source: string): Promise<string> {
  const known = codes.get(source) ?? bundleOf(source);
  codes.set(source, known);
  return known;
}

async function bundleOf(source: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [source],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    charset: 'utf8',
  });
  return outputFiles[0]?.text ?? '';
}
