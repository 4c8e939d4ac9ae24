/**
 * Which lines of the student's code an effect comes from. Told only where a run is recorded: a grading has
 * no use for it. Asking runs none of the student's code, so a run that is recorded is the same run.
 */
import { ownFrames } from './describe';
import { captureStackTrace, setPrototypeOf } from './intrinsics';
import { emit, note, quoted } from './outbox';

let isTold = false;
/** What the present event goes back to: an earlier line that set the timer, or sent the request. */
let cause = '';

export function tellOrigins(): void {
  isTold = true;
}

/** An event begins that no earlier line of the code has asked for. */
export function forgetCause(): void {
  cause = '';
}

/** An event begins that an earlier line asked for. @param stack by {@link stackHere} */
export function causedBy(kind: 'timer' | 'request', stack: string): void {
  cause = stack === '' ? '' : `\n= ${kind}${stack}`;
}

/** Who calls, for a {@link causedBy} of later. Empty unless origins are told. */
export function stackHere(above: unknown): string {
  if (!isTold) return '';
  try {
    // Its headline is made of its own two fields: those of a prototype could be the student's.
    const holder = setPrototypeOf({ name: '', message: '', stack: '' }, null) as { stack: string };
    captureStackTrace(holder, above);
    return ownFrames(holder.stack);
  } catch {
    // The stack is nearly full.
    return '';
  }
}

/** Appends an effect, and before it where it comes from. @param above is left out of the stack */
export function emitFrom(above: unknown, line: string): void {
  if (isTold) {
    const origin = stackHere(above) + cause;
    if (origin !== '') note(`O ${quoted(origin, ORIGIN_CHARS_MAX)}`);
  }
  emit(line);
}

/** Two stacks of twelve frames have some three thousand. */
const ORIGIN_CHARS_MAX = 8_000;
