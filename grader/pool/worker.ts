/**
 * The parent's side of one child: hands it a run at a time, watches over it, and finds out what it was
 * doing when it had to be ended. A run that did not end is run once more, telling each step, so that
 * the server and the handler can be named; should it end this time, its result counts.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import type { ProgramText } from '../realm/program';
import type { Failure, RunResult } from '../scenarios/run-result';
import {
  nodeFlags,
  RESIDENT_MB_MAX,
  SILENT_CPU_SECONDS_MAX,
  SILENT_WALL_SECONDS_MAX,
  usageOf,
} from './limits';
import { type FromChild, isFromChild, type ToChild } from './messages';

export interface Job {
  readonly test: string;
  readonly seed: number;
}

/** The grader's own failure: never a student's zero. */
export class GraderFault extends Error {}

type Ending = 'silent' | 'memory' | 'died';

type Outcome =
  | { readonly kind: 'result'; readonly result: RunResult }
  | {
      readonly kind: 'ended';
      readonly how: Ending;
      readonly entered: number;
      readonly last: (FromChild & { kind: 'entering' }) | undefined;
    };

export interface WorkerOptions {
  /** The bundled child.ts. */
  readonly mainFile: string;
  readonly text: ProgramText;
  readonly isolated: boolean;
}

const POLL_MS = 100;
const STDERR_CHARS_MAX = 2_000;
/** A second look begins a little before the first one fell silent. */
const NARRATE_EARLIER = 0;

export class Worker {
  #child: ChildProcess | undefined;
  #stderr = '';

  constructor(private readonly options: WorkerOptions) {}

  async run(job: Job): Promise<RunResult> {
    const first = await this.#attempt(job);
    if (first.kind === 'result') return first.result;
    const second = await this.#attempt(job, first.entered - NARRATE_EARLIER);
    if (second.kind === 'result') return second.result;
    return endedResult(job, second.how, second.last);
  }

  stop(): void {
    this.#child?.kill('SIGKILL');
    this.#child = undefined;
  }

  async #attempt(job: Job, narrateFrom?: number): Promise<Outcome> {
    const child = this.#child ?? (await this.#spawn());
    const message: ToChild = {
      kind: 'run',
      ...job,
      ...(narrateFrom !== undefined && { narrateFrom }),
    };
    return new Promise<Outcome>((resolve, reject) => {
      let entered = 0;
      let last: (FromChild & { kind: 'entering' }) | undefined;
      let how: Ending = 'died';
      const watch = watchdog(child, (why) => {
        how = why;
        child.kill('SIGKILL');
      });
      const done = (settle: () => void) => {
        watch.stop();
        child.off('message', onMessage);
        child.off('close', onClose);
        settle();
      };
      const onMessage = (received: unknown) => {
        if (!isFromChild(received)) return;
        watch.alive();
        if (received.kind === 'alive') ({ entered } = received);
        else if (received.kind === 'entering') last = received;
        else if (received.kind === 'fault')
          done(() => {
            reject(new GraderFault(`${job.test} seed ${job.seed}: ${received.text}`));
          });
        else if (received.kind === 'result' && isFor(received.result, job))
          done(() => {
            resolve({ kind: 'result', result: received.result });
          });
      };
      const onClose = () => {
        this.#child = undefined;
        done(() => {
          resolve({ kind: 'ended', how, entered, last });
        });
      };
      child.on('message', onMessage);
      child.on('close', onClose);
      child.send(message, () => undefined);
    });
  }

  async #spawn(): Promise<ChildProcess> {
    const { mainFile, text, isolated } = this.options;
    const child = spawn(process.execPath, [...nodeFlags(mainFile), mainFile], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      env: { TZ: 'UTC', NODE_ENV: 'production' },
      windowsHide: true,
    });
    this.#stderr = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      if (this.#stderr.length < STDERR_CHARS_MAX) this.#stderr += chunk.toString();
    });
    this.#child = child;
    await new Promise<void>((resolve, reject) => {
      child.once('message', (received) => {
        if (isFromChild(received) && received.kind === 'loaded') resolve();
        else
          reject(
            new GraderFault(`a child could not load the program: ${JSON.stringify(received)}`),
          );
      });
      child.once('error', (error) => {
        reject(new GraderFault(`a child process could not be started: ${error.message}`));
      });
      child.once('exit', (code, signal) => {
        reject(
          new GraderFault(`a child process ended at once (${code ?? signal}): ${this.#stderr}`),
        );
      });
      child.send({ kind: 'load', text, isolated } satisfies ToChild, () => undefined);
    });
    return child;
  }
}

/** Answers for other runs than the one that was asked for do not count. */
function isFor(result: RunResult, job: Job): boolean {
  return result.test === job.test && result.seed === job.seed;
}

function watchdog(child: ChildProcess, end: (how: Ending) => void) {
  const { pid } = child;
  let sinceCpu: number | undefined;
  let sinceMs = Date.now();
  const timer = setInterval(() => {
    if (pid === undefined) return;
    const { cpuSeconds, residentMb } = usageOf(pid);
    if (residentMb !== undefined && residentMb > RESIDENT_MB_MAX) {
      end('memory');
      return;
    }
    sinceCpu ??= cpuSeconds;
    const isSilent =
      cpuSeconds === undefined || sinceCpu === undefined
        ? Date.now() - sinceMs > SILENT_WALL_SECONDS_MAX * 1_000
        : cpuSeconds - sinceCpu > SILENT_CPU_SECONDS_MAX;
    if (isSilent) end('silent');
  }, POLL_MS);
  return {
    alive: () => {
      sinceCpu = undefined;
      sinceMs = Date.now();
    },
    stop: () => {
      clearInterval(timer);
    },
  };
}

function endedResult(
  { test, seed }: Job,
  how: Ending,
  last: (FromChild & { kind: 'entering' }) | undefined,
): RunResult {
  const atMicros = last?.atMicros ?? 0;
  const where = last
    ? `${last.server} was in ${last.what} at ${(atMicros / 1_000_000).toFixed(3)} s`
    : 'it is not known where';
  const what =
    how === 'silent'
      ? `${where} and did not come back from it: an endless loop? A while or for that never ends, or a promise that keeps queueing the next.`
      : `${where} when its memory ran over (${HEAP_TEXT}): something grows without end.`;
  const failure: Failure = { rule: 'K.3', message: what, atMicros, timeline: [] };
  return {
    test,
    seed,
    status: 'failed',
    digest: '',
    totals: {
      virtualMicros: atMicros,
      events: 0,
      rpcs: 0,
      bytes: 0,
      syncs: 0,
      commands: 0,
      boots: 0,
    },
    failure,
  };
}

const HEAP_TEXT = 'about half a gigabyte';
