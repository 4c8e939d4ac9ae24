/**
 * The globals of a server: JavaScript's own, less what would break determinism or isolation, plus the
 * virtual ones that grader/world/realm/globals.d.ts declares.
 */
import type { Draws } from '../../sim/draws';
import { structuredClone } from './clone';
import { virtualConsole } from './console';
import {
  construct,
  defineProperty,
  deleteProperty,
  floor,
  getOwnPropertyNames,
  RealDate,
  RealPromise,
  RealSet,
  RealTypeError,
  resolved,
  then,
} from './intrinsics';
import { now } from './now';
import { TextDecoder, TextEncoder } from './text';
import { timerGlobals } from './timers';

/** Virtual time 0. */
const EPOCH_MS = RealDate.UTC(2026, 0, 1);

/**
 * JavaScript's own names that stay. Missing are Intl (real clock, the machine's locale), WebAssembly,
 * SharedArrayBuffer, Atomics, WeakRef and FinalizationRegistry (they show when memory is collected).
 */
const KEPT =
  'Object Function Array Number parseFloat parseInt Infinity NaN undefined Boolean String Symbol ' +
  'Promise RegExp Error AggregateError EvalError RangeError ReferenceError SyntaxError TypeError ' +
  'URIError globalThis JSON Math ArrayBuffer Uint8Array Int8Array Uint16Array Int16Array ' +
  'Uint32Array Int32Array Float32Array Float64Array Uint8ClampedArray BigUint64Array ' +
  'BigInt64Array DataView Map BigInt Set WeakMap WeakSet Proxy Reflect decodeURI ' +
  'decodeURIComponent encodeURI encodeURIComponent escape unescape isFinite isNaN Iterator';

function virtualDate(): DateConstructor {
  const millis = () => EPOCH_MS + floor(now() / 1_000);
  function VirtualDate(this: unknown, ...parts: unknown[]): Date | string {
    if (!isNew(new.target)) return new RealDate(millis()).toString();
    // Without spreading: a student's iterator could pass no arguments, which would read the real clock.
    return construct(RealDate, parts.length === 0 ? [millis()] : parts, new.target) as Date;
  }
  VirtualDate.prototype = RealDate.prototype;
  RealDate.prototype.constructor = VirtualDate;
  VirtualDate.now = millis;
  VirtualDate.parse = RealDate.parse;
  VirtualDate.UTC = RealDate.UTC;
  return VirtualDate as unknown as DateConstructor;
}

/** In a function that TypeScript takes for a constructor, it assumes that new.target is always set. */
function isNew(target: unknown): boolean {
  return target !== undefined;
}

/** @param onError receives what a microtask threw */
export function virtualGlobals(rng: Draws, onError: (thrown: unknown) => void) {
  const random = () => (rng.int(0, 0x3ffffff) * 2 ** 27 + rng.int(0, 0x7ffffff)) / 2 ** 53;
  const queueMicrotask = (callback: unknown) => {
    if (typeof callback !== 'function') throw new RealTypeError('queueMicrotask wants a function');
    const run = () => {
      try {
        (callback as () => void)();
      } catch (thrown) {
        onError(thrown);
      }
    };
    void then(resolved(RealPromise, undefined), run, onError);
  };
  return {
    random,
    globals: {
      ...timerGlobals,
      queueMicrotask,
      performance: { now: () => now() / 1_000 },
      console: virtualConsole(),
      structuredClone,
      TextEncoder,
      TextDecoder,
    },
  };
}

/**
 * Defines Date on an object when it is first used. V8 looks through all contexts of the process when a
 * `constructor` is replaced, which takes as long as the rest of a boot's globals, and few servers use Date.
 */
export function withDate<T extends object>(target: T): T {
  const become = (value: unknown) =>
    defineProperty(target, 'Date', { value, writable: true, configurable: true });
  const get = () => {
    const date = virtualDate();
    become(date);
    return date;
  };
  return defineProperty(target, 'Date', { get, set: become, configurable: true });
}

/** Makes the realm's global object what the table above says. */
export function furnish(
  realmGlobal: object,
  virtual: { random: () => number; globals: Record<string, unknown> },
): void {
  const kept = new RealSet(KEPT.split(' '));
  for (const name of getOwnPropertyNames(realmGlobal)) {
    if (kept.has(name) || deleteProperty(realmGlobal, name)) continue;
    throw new RealTypeError(`${name} stays in the realm, where nobody should find it`);
  }
  for (const name of getOwnPropertyNames(virtual.globals)) {
    defineProperty(realmGlobal, name, {
      value: virtual.globals[name],
      writable: true,
      configurable: true,
      enumerable: false,
    });
  }
  withDate(realmGlobal);
  // For `using`. Node has these symbols, and a new context does not.
  for (const name of ['dispose', 'asyncDispose'])
    if (!(name in Symbol)) defineProperty(Symbol, name, { value: Symbol(`Symbol.${name}`) });
  defineProperty(Math, 'random', { value: virtual.random, writable: true, configurable: true });
}

export function mathWith(random: () => number): object {
  const copy: Record<string, unknown> = {};
  for (const name of Object.getOwnPropertyNames(Math))
    copy[name] = (Math as unknown as Record<string, unknown>)[name];
  copy['random'] = random;
  return copy;
}
