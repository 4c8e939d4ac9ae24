/**
 * What all child programs have in common: they receive messages of the parent, answer them, and report that
 * they are alive.
 */
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
  // Messages and stderr are not read in the order in which they were written.
  process.send?.(message.kind === 'result' && steps.length > 0 ? { ...message, steps } : message);
}

/** Whatever the work throws is the grader's own fault, and told as that. */
export function hear(work: (message: ToChild) => Promise<void>): void {
  process.on('message', (message: ToChild) => {
    // From a macrotask: only there can unhandled rejections be collected after each event.
    setImmediate(() => {
      work(message).catch((thrown: unknown) => {
        tell({ kind: 'fault', text: inShort(thrown) });
      });
    });
  });
  process.on('disconnect', () => process.exit(0));
  // Ctrl-C reaches the whole group; the parent decides what becomes of the work.
  process.on('SIGINT', () => undefined);
}

type Run = ToChild & { readonly kind: 'run' };

/** For work that begins anew with every run. */
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

/** @param narrateFrom every step from this one on is told (narration.ts) */
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

/** To be called often; tells some times a second that the work goes on, and what `extra` says of it. */
export function signOfLife(extra?: () => string): (entered: number) => void {
  let lastToldMs = performance.now();
  return (entered) => {
    const nowMs = performance.now();
    if (nowMs - lastToldMs < ALIVE_EVERY_MS) return;
    lastToldMs = nowMs;
    tell({ kind: 'alive', entered, ...(extra && { extra: extra() }) });
  };
}

/** One line that helps whoever mends the grader: what was thrown, and the functions it went through. */
function inShort(thrown: unknown): string {
  try {
    // What a submission throws is no Error of this realm, and must not be asked anything.
    if (!(thrown instanceof Error)) return 'a submission threw through the grader';
    const frames = [...(thrown.stack ?? '').matchAll(/^\s+at (?:async )?(\S+) \(/gm)];
    const way = frames.slice(0, FRAMES_MAX).map(([, name]) => name);
    return `${thrown.name}: ${thrown.message}${way.length > 0 ? ` (in ${way.join(' < ')})` : ''}`;
  } catch {
    return 'a submission threw through the grader';
  }
}
