/**
 * The globals that exist inside a server, besides JavaScript's own. All of them are virtual: time
 * stands still while your code runs, and randomness comes from the run's seed.
 */

type TimerId = number;

/** Calls `callback` once, `delayMs` of virtual time from now (at least 1; fractions are cut off). */
declare function setTimeout<A extends unknown[]>(
  callback: (...args: A) => void,
  delayMs?: number,
  ...args: A
): TimerId;
/** Accepts the `resolve` of any promise: `new Promise((resolve) => setTimeout(resolve, 5))`. */
declare function setTimeout(callback: (nothing: void) => void, delayMs?: number): TimerId;
/** Takes a timer's number as text, too, as the clear functions of Node do. */
declare function clearTimeout(timer: TimerId | string | undefined): void;
/** Calls `callback` every `periodMs` of virtual time (at least 1; fractions are cut off). */
declare function setInterval<A extends unknown[]>(
  callback: (...args: A) => void,
  periodMs?: number,
  ...args: A
): TimerId;
declare function clearInterval(timer: TimerId | string | undefined): void;
/** Calls `callback` after the present event, without letting time pass. */
declare function setImmediate<A extends unknown[]>(
  callback: (...args: A) => void,
  ...args: A
): TimerId;
declare function clearImmediate(timer: TimerId | string | undefined): void;
declare function queueMicrotask(callback: () => void): void;

declare namespace NodeJS {
  /** The names of timer types in Node. */
  type Timeout = TimerId;
  type Timer = TimerId;
  type Immediate = TimerId;
}

/** Virtual milliseconds since the run began. */
declare const performance: { now(): number };

/**
 * Goes into the run's trace and is shown beside the events, bounded in length. As in Node, a first text may
 * hold `%s`, `%d`, `%i`, `%f`, `%j`, `%o` and `%O`. Groups are not indented, and a table is printed as a value.
 */
declare const console: Record<
  | ('log' | 'info' | 'warn' | 'error' | 'debug' | 'trace')
  | ('dir' | 'dirxml' | 'table' | 'group' | 'groupCollapsed'),
  (...values: unknown[]) => void
> &
  Record<
    'count' | 'countReset' | 'time' | 'timeEnd' | 'groupEnd' | 'clear',
    (label?: string) => void
  > & {
    assert(condition: unknown, ...values: unknown[]): void;
    timeLog(label?: string, ...values: unknown[]): void;
  };

declare function structuredClone<T>(value: T): T;

/** UTF-8 only. */
declare class TextEncoder {
  readonly encoding: 'utf-8';
  encode(text?: string): Uint8Array;
  encodeInto(text: string, bytes: Uint8Array): { read: number; written: number };
}

/**
 * UTF-8 only, and no streams. Malformed bytes become U+FFFD, or throw a TypeError if `fatal` is set. A byte
 * order mark at the beginning is left out unless `ignoreBOM` is set.
 */
declare class TextDecoder {
  readonly encoding: 'utf-8';
  readonly fatal: boolean;
  readonly ignoreBOM: boolean;
  constructor(
    label?: 'utf-8' | 'utf8' | 'UTF-8' | 'UTF8',
    options?: { fatal?: boolean; ignoreBOM?: boolean },
  );
  decode(bytes?: ArrayBufferView | ArrayBuffer): string;
}
