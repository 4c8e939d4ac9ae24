/**
 * The common part of all child programs: they receive messages from the parent, answer them, and report
 * that they are alive.
 */
import { setFlagsFromString } from 'node:v8';
import { Program } from '../../world/realm/program';
import type { FromChild, ToChild } from './messages';
import { type Entering as Step, STEPS_KEPT, tellEntering } from './narration';

/** Called before any student code runs. */
export type Entering = (server: string, what: string, atMicros: number) => void;

const ALIVE_EVERY_MS = 200;
const FRAMES_MAX = 4;

/** The last steps that the current run has reported. */
const steps: Step[] = [];

export function tell(message: FromChild): void {
  // The steps are sent again with the result, because messages and stderr may be read out of order.
  process.send?.(message.kind === 'result' && steps.length > 0 ? { ...message, steps } : message);
}

/**
 * How much a function runs before V8 optimizes it, in bytes of bytecode; V8's own value is 67,584. Every
 * realm has functions of its own, and most live too briefly to pay for that.
 */
const INTERRUPT_BUDGET = 500_000;

/** An error in the work is the grader's own fault, and is reported as such. */
export function hear(work: (message: ToChild) => Promise<void>): void {
  setFlagsFromString(`--interrupt-budget=${INTERRUPT_BUDGET}`);
  process.on('message', (message: ToChild) => {
    // Unhandled rejections can be collected after each event only from a macrotask.
    setImmediate(() => {
      work(message).catch((thrown: unknown) => {
        tell({ kind: 'fault', text: inShort(thrown) });
      });
    });
  });
  process.on('disconnect', () => process.exit(0));
  // Ctrl-C reaches the whole group, but the parent decides whether the work ends.
  process.on('SIGINT', () => undefined);
}

type Run = ToChild & { readonly kind: 'run' };

/** For programs that start anew with every run. */
export function hearRuns(work: (program: Program, run: Run) => Promise<void>): void {
  let program: Program | undefined;
  hear(async (message) => {
    if (message.kind === 'load') {
      program = new Program(message.text, message.isolated);
      tell({ kind: 'loaded' });
      return;
    }
    if (!program) throw new Error('nothing is loaded');
    await work(program, message);
  });
}

/** @param narrateFrom every step from this one on is reported (narration.ts) */
export function watch(narrateFrom = Infinity): Entering {
  let entered = 0;
  steps.length = 0;
  const alive = signOfLife();
  return (server, what, atMicros) => {
    entered++;
    if (entered >= narrateFrom) {
      steps.push({ server, what, atMicros });
      if (steps.length > STEPS_KEPT) steps.shift();
      tellEntering({ server, what, atMicros });
    }
    alive(entered);
  };
}

/**
 * Returns a function to be called often. Several times a second it reports that the work continues,
 * with `extra`.
 */
export function signOfLife(extra?: () => string): (entered: number) => void {
  let lastToldMs = performance.now();
  return (entered) => {
    const nowMs = performance.now();
    if (nowMs - lastToldMs < ALIVE_EVERY_MS) return;
    lastToldMs = nowMs;
    tell({ kind: 'alive', entered, ...(extra && { extra: extra() }) });
  };
}

/** One line for a developer of the grader: the error, and the functions through which it passed. */
function inShort(thrown: unknown): string {
  try {
    // A value that a submission throws is not an Error of this realm, and its properties must not be
    // read.
    if (!(thrown instanceof Error)) return 'a submission threw through the grader';
    const frames = [...(thrown.stack ?? '').matchAll(/^\s+at (?:async )?(\S+) \(/gm)];
    const way = frames.slice(0, FRAMES_MAX).map(([, name]) => name);
    return `${thrown.name}: ${thrown.message}${way.length > 0 ? ` (in ${way.join(' < ')})` : ''}`;
  } catch {
    return 'a submission threw through the grader';
  }
}
