/**
 * What every program of a child has in common: how it hears its parent and answers, and how it tells that
 * it lives. What it does with what it hears is its own.
 */
import type { FromChild, ToChild } from './messages';
import { tellEntering } from './narration';

/** Told before any student code runs. */
export type Entering = (server: string, what: string, atMicros: number) => void;

const ALIVE_EVERY_MS = 200;
const FRAMES_MAX = 4;

export function tell(message: FromChild): void {
  process.send?.(message);
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

/** @param narrateFrom every step from this one on is told (narration.ts) */
export function watch(narrateFrom = Infinity): Entering {
  let entered = 0;
  let lastToldMs = performance.now();
  return (server, what, atMicros) => {
    entered++;
    if (entered >= narrateFrom) tellEntering({ server, what, atMicros });
    const nowMs = performance.now();
    if (nowMs - lastToldMs < ALIVE_EVERY_MS) return;
    lastToldMs = nowMs;
    tell({ kind: 'alive', entered });
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
