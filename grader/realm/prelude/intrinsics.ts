/* eslint-disable @typescript-eslint/unbound-method -- methods are taken off their objects to be uncurried */
/**
 * JavaScript's own functions as they were before student code ran. What the prelude relies on must
 * not change when a student patches a prototype.
 */
const { isInteger: numberIsInteger, isSafeInteger: numberIsSafeInteger } = Number;
export const { parse } = JSON;
/** Undefined for what JSON has no text for. */
export const stringify: (value: unknown) => string | undefined = JSON.stringify;
export const { defineProperty, freeze, getOwnPropertyNames, getPrototypeOf, keys } = Object;
export const { deleteProperty } = Reflect;
export const { floor, min, trunc } = Math;
export const { isArray } = Array;
export const isInteger = (value: unknown): boolean => numberIsInteger(value);
export const isSafeInteger = (value: unknown): boolean => numberIsSafeInteger(value);
export const { fromCharCode } = String;
export const Bytes = Uint8Array;
export const RealDate = Date;
export const RealError = Error;
export const RealMap = Map;
export const RealPromise = Promise;
export const RealSet = Set;
export const RealTypeError = TypeError;
export const toNumber = Number;
export const toText = String;

type Uncurried<F> = F extends (this: infer T, ...args: infer A) => infer R
  ? (self: T, ...args: A) => R
  : never;

const bindCall = Function.prototype.bind.bind(Function.prototype.call) as unknown as <F>(
  f: F,
) => Uncurried<F>;

/** Turns a method into a function of (self, ...args). */
export function uncurry<F>(method: F): Uncurried<F> {
  return bindCall(method);
}

export const charCodeAt = uncurry(String.prototype.charCodeAt);
export const indexOf = uncurry(String.prototype.indexOf);
export const slice = uncurry(String.prototype.slice);
export const startsWith = uncurry(String.prototype.startsWith);
export const test = uncurry(RegExp.prototype.test);
export const mapGet = uncurry(
  Map.prototype.get as (this: Map<unknown, unknown>, key: unknown) => unknown,
);
export const mapSet = uncurry(
  Map.prototype.set as (this: Map<unknown, unknown>, key: unknown, value: unknown) => unknown,
);
export const mapDelete = uncurry(
  Map.prototype.delete as (this: Map<unknown, unknown>, key: unknown) => boolean,
);
export const mapForEach = uncurry(
  Map.prototype.forEach as (
    this: Map<unknown, unknown>,
    f: (value: unknown, key: unknown) => void,
  ) => void,
);
const applyFunction = Reflect.apply;
const subarray = uncurry(Uint8Array.prototype.subarray);
/** How many elements, whatever its prototype says. */
export const typedArrayLength = uncurry(
  Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), 'length')?.get as (
    this: unknown,
  ) => number,
);
const CHUNK = 2_048;

/** One character per byte. Natively, in chunks: a loop would run cold in every new realm. */
export function latin1(bytes: Uint8Array): string {
  const length = typedArrayLength(bytes);
  let text = '';
  for (let from = 0; from < length; from += CHUNK)
    text += applyFunction(
      fromCharCode,
      undefined,
      subarray(bytes, from, min(from + CHUNK, length)),
    ) as string;
  return text;
}

export const setForEach = uncurry(
  Set.prototype.forEach as (this: Set<unknown>, f: (value: unknown) => void) => void,
);
export const then = uncurry(
  Promise.prototype.then as (
    this: Promise<unknown>,
    done: (value: unknown) => void,
    failed: (reason: unknown) => void,
  ) => Promise<unknown>,
);
export const resolved = uncurry(Promise.resolve as (value: unknown) => Promise<unknown>);
/** Throws for whatever is no ArrayBuffer. */
export const bufferLength = uncurry(
  Object.getOwnPropertyDescriptor(ArrayBuffer.prototype, 'byteLength')?.get as (
    this: unknown,
  ) => number,
);
/** The name of a typed array's type by its internal slot, whatever its prototype says. */
export const typedArrayName = uncurry(
  Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag)
    ?.get as (this: unknown) => string | undefined,
);
