/**
 * Records which lines of the student's code an effect comes from. Only recorded runs do this; gradings
 * do not need it. It runs none of the student's code, so a recorded run is the same run.
 */
import { ownFrames } from './describe';
import { captureStackTrace, setPrototypeOf } from './intrinsics';
import { emit, note, quoted } from './outbox';

let isTold = false;
/** What caused the present event: an earlier line that set the timer or sent the request. */
let cause = '';

export function tellOrigins(): void {
  isTold = true;
}

/** An event begins that was not caused by an earlier line. */
export function forgetCause(): void {
  cause = '';
}

/**
 * An event begins that an earlier line caused.
 *
 * @param stack by {@link stackHere}
 */
export function causedBy(kind: 'timer' | 'request', stack: string): void {
  cause = stack === '' ? '' : `\n= ${kind}${stack}`;
}

/** The present stack, for a later {@link causedBy}. Empty unless origins are recorded. */
export function stackHere(above: unknown): string {
  if (!isTold) return '';
  try {
    // V8 makes the headline from these two fields. Those of a prototype could be the student's.
    const holder = setPrototypeOf({ name: '', message: '', stack: '' }, null) as { stack: string };
    captureStackTrace(holder, above);
    return ownFrames(holder.stack);
  } catch {
    // The stack has no room left.
    return '';
  }
}

/**
 * Appends an effect, preceded by its origin.
 *
 * @param above is left out of the stack
 */
export function emitFrom(above: unknown, line: string): void {
  if (isTold) {
    const origin = stackHere(above) + cause;
    if (origin !== '') note(`O ${quoted(origin, ORIGIN_CHARS_MAX)}`);
  }
  emit(line);
}

/** Two stacks of twelve frames have about three thousand. */
const ORIGIN_CHARS_MAX = 8_000;
