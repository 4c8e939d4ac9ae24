/**
 * The way from the host into a realm. The stack of an error could expose two things of the host inside,
 * and this way hides both:
 *
 * - Reading `.stack` makes V8 call a function of Node's, which passes its own RangeError to the student
 *   if it reaches the end of the stack. While V8 writes one stack, it writes all others without Node. So
 *   everything that a realm does happens while a stack is being written.
 * - A stack shows who called whom, down to the test. A realm's errors hold {@link STACK_FRAMES} frames,
 *   and that many frames without information lie between a realm and the host.
 */
import { constants, createContext, Script } from 'node:vm';
import { STACK_FRAMES } from './student-script';

/** Calls `f` on top of `frames` frames of its own. It is compiled separately, so that they name no file. */
type Enter = (
  frames: number,
  f: (...args: never[]) => unknown,
  self: unknown,
  args: readonly unknown[],
) => unknown;

const deep = new Script(
  '(function grader(frames, f, self, args) { return frames === 0 ? Reflect.apply(f, self, args) : grader(frames - 1, f, self, args); })',
  { filename: 'grader' },
).runInThisContext() as Enter;

/** Calls a function that runs a realm's code. */
export function enter<A extends readonly unknown[], R>(
  f: (...args: A) => R,
  self: unknown,
  ...args: A
): R {
  return shielded(() => deep(STACK_FRAMES, f as (...args: never[]) => unknown, self, args) as R);
}

let isShielded = false;

/**
 * A caller that enters realms often does so inside one shield, because making one costs as much as some events.
 */
export function shielded<R>(body: () => R): R {
  if (isShielded) return body();
  let end: { readonly result: R } | { readonly thrown: unknown } | undefined;
  const { error, ErrorOfGuard } = guard();
  ErrorOfGuard.prepareStackTrace = () => {
    isShielded = true;
    try {
      end = { result: body() };
    } catch (thrown) {
      end = { thrown };
    } finally {
      isShielded = false;
    }
    return '';
  };
  // Reading the stack makes V8 call prepareStackTrace.
  const written = error().stack;
  if (!end || written === undefined) throw new Error('Node has not asked how to write a stack');
  if ('thrown' in end) throw end.thrown;
  return end.result;
}

interface Guard {
  readonly error: () => Error;
  readonly ErrorOfGuard: { prepareStackTrace?: () => string };
}

let made: Guard | undefined;

/** A context that holds nothing but its own errors, because those of the child are frozen. */
function guard(): Guard {
  if (made) return made;
  const context = createContext(constants.DONT_CONTEXTIFY);
  const inGuard = (code: string) => new Script(code).runInContext(context) as unknown;
  made = {
    error: inGuard('() => new Error()') as Guard['error'],
    ErrorOfGuard: inGuard('Error') as Guard['ErrorOfGuard'],
  };
  return made;
}
