/**
 * One child process, from its start to its end. `gone` is called once, whether it ends at work or idle;
 * nothing that happens to it raises an error in the parent, and it does not outlive the parent.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import type { ProgramText } from '../../world/realm/program';
import { guard, release } from '../../world/processes/warden';
import { type Meter, meterOf } from '../../world/processes/usage';
import { LOAD_CPU_SECONDS_MAX, LOAD_WALL_SECONDS_MAX, nodeFlags } from './limits';
import { type FromChild, isFromChild, type ToChild } from './messages';

/** The grader's own failure, which never counts as a zero. */
export class GraderFault extends Error {}

/** How a process ended. */
export interface End {
  /** `SIGKILL`, `exit code 134`, or why it could not be started. */
  readonly how: string;
  readonly signal: NodeJS.Signals | null;
}

const STDERR_CHARS_KEPT = 16_000;
const LOOK_EVERY_MS = 100;
const MALFORMED = 'its process sent a message that is not of the agreed shape';

const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

export class Runner {
  isUp = true;
  /** The end of its output to stderr. */
  stderr = '';
  /** Set by the caller that waits for the answer. */
  hear: (message: FromChild) => void = () => undefined;
  /** Called once when it has ended, however it ended. */
  gone: (end: End) => void = () => undefined;

  readonly meter: Meter;
  readonly #child: ChildProcess;
  #paidSeconds = 0;

  /** @param mainFile the bundled program of the child */
  constructor(mainFile: string) {
    const child = spawn(process.execPath, [...nodeFlags(mainFile), mainFile], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      env: { TZ: 'UTC', NODE_ENV: 'production' },
      windowsHide: true,
    });
    this.#child = child;
    this.meter = meterOf(child.pid ?? -1);
    running.add(child);
    const { pid } = child;
    if (pid !== undefined) guard(pid);
    child.on('message', (message) => {
      // A message of another shape is the grader's fault, because a submission cannot send one.
      this.hear(isFromChild(message) ? message : { kind: 'fault', text: MALFORMED });
    });
    child.stderr?.on('data', (chunk: Buffer) => {
      this.stderr = (this.stderr + chunk.toString()).slice(-STDERR_CHARS_KEPT);
    });
    child.on('exit', () => {
      this.isUp = false;
      this.meter.close();
      if (pid !== undefined) release(pid);
    });
    const end = (how: string, signal: NodeJS.Signals | null = null) => {
      this.isUp = false;
      running.delete(child);
      this.gone({ how, signal });
    };
    child.on('close', (code, signal) => {
      end(signal ?? `exit code ${code ?? 'unknown'}`, signal);
    });
    child.on('error', (error) => {
      // Sending to a child that is about to end also causes an error; its end is reported by `close`.
      if (pid === undefined) end(error.message);
    });
  }

  /** Processor time since the last call, including its start and loading. */
  spentSeconds(): number {
    const { cpuSeconds = 0 } = this.meter.usage();
    const spent = cpuSeconds - this.#paidSeconds;
    this.#paidSeconds = cpuSeconds;
    return spent;
  }

  /** @throws GraderFault if it does not become ready */
  async load(text: ProgramText, isolated: boolean): Promise<void> {
    let late: NodeJS.Timeout | undefined;
    let watch: NodeJS.Timeout | undefined;
    const problem = await new Promise<string | undefined>((resolve) => {
      this.hear = (message) => {
        resolve(message.kind === 'fault' ? message.text : undefined);
      };
      this.gone = ({ how }) => {
        resolve(`it ended at once (${how})`);
      };
      const why = `it was not ready after ${LOAD_WALL_SECONDS_MAX} s`;
      late = setTimeout(resolve, LOAD_WALL_SECONDS_MAX * 1_000, why);
      watch = setInterval(() => {
        const { cpuSeconds = 0 } = this.meter.usage();
        if (cpuSeconds > LOAD_CPU_SECONDS_MAX) resolve('loading the code took far too long');
      }, LOOK_EVERY_MS);
      this.send({ kind: 'load', text, isolated });
    });
    clearTimeout(late);
    clearInterval(watch);
    if (problem === undefined) return;
    this.kill();
    throw new GraderFault(`a child process could not be made ready: ${problem}`);
  }

  send(message: ToChild): void {
    this.#child.send(message, () => undefined);
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }
}
