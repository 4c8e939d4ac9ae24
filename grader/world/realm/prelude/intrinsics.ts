/* eslint-disable @typescript-eslint/unbound-method -- methods are taken off their objects to be uncurried */
/**
 * JavaScript's own functions as they were before student code ran. What the prelude relies on must
 * not change when a student patches a prototype.
 */
const { isInteger: numberIsInteger, isSafeInteger: numberIsSafeInteger } = Number;
export const { parse } = JSON;
/** Undefined for values that JSON cannot represent. */
export const stringify: (value: unknown) => string | undefined = JSON.stringify;
export const {
  assign,
  defineProperty,
  freeze,
  getOwnPropertyNames,
  getPrototypeOf,
  keys,
  setPrototypeOf,
} = Object;
export const { deleteProperty } = Reflect;
export const { floor, min, trunc } = Math;
export const { isArray } = Array;
export const isInteger = (value: unknown): boolean => numberIsInteger(value);
export const isSafeInteger = (value: unknown): boolean => numberIsSafeInteger(value);
export const { fromCharCode } = String;
export const Bytes = Uint8Array;
export const RealArrayBuffer = ArrayBuffer;
export const RealDate = Date;
export const RealError = Error;
export const { captureStackTrace } = Error as unknown as {
  readonly captureStackTrace: (holder: object, above: unknown) => void;
};
export const RealMap = Map;
export const RealPromise = Promise;
export const RealRegExp = RegExp;
export const RealSet = Set;
export const RealTypeError = TypeError;
export const RealRangeError = RangeError;
export const RealWeakMap = WeakMap;
export const RealWeakSet = WeakSet;
export const toNumber = Number;
export const toText = String;

type Uncurried<F> = F extends (this: infer T, ...args: infer A) => infer R
  ? (self: T, ...args: A) => R
  : never;

const bindCall = Function.prototype.bind.bind(Function.prototype.call) as unknown as <F>(
  f: F,
) => Uncurried<F>;

/** Turns a method into a function of (self, ...args). */
function uncurry<F>(method: F): Uncurried<F> {
  return bindCall(method);
}

export const charCodeAt = uncurry(String.prototype.charCodeAt);
export const indexOf = uncurry(String.prototype.indexOf);
export const slice = uncurry(String.prototype.slice);
export const startsWith = uncurry(String.prototype.startsWith);
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
export const applyFunction = Reflect.apply;
export const construct = Reflect.construct;
const typedArrayGetter = (name: string) =>
  Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), name)?.get as (
    this: unknown,
  ) => never;
/** The number of elements, whatever the array's prototype says. */
export const typedArrayLength: (array: unknown) => number = uncurry(typedArrayGetter('length'));
const typedArrayBuffer: (array: unknown) => ArrayBuffer = uncurry(typedArrayGetter('buffer'));
const typedArrayOffset: (array: unknown) => number = uncurry(typedArrayGetter('byteOffset'));
const typedArrayBytes: (array: unknown) => number = uncurry(typedArrayGetter('byteLength'));
const viewGetter = (name: string) =>
  Object.getOwnPropertyDescriptor(DataView.prototype, name)?.get as (this: unknown) => never;
const viewBuffer: (view: unknown) => ArrayBuffer = uncurry(viewGetter('buffer'));
const viewOffset: (view: unknown) => number = uncurry(viewGetter('byteOffset'));
const viewBytes: (view: unknown) => number = uncurry(viewGetter('byteLength'));
const CHUNK = 2_048;

/** The bytes under a typed array of any kind. */
export function bytesOfArray(array: unknown): Uint8Array {
  return new Bytes(typedArrayBuffer(array), typedArrayOffset(array), typedArrayBytes(array));
}

/** @returns undefined for anything but a DataView */
export function bytesOfView(view: unknown): Uint8Array | undefined {
  try {
    return new Bytes(viewBuffer(view), viewOffset(view), viewBytes(view));
  } catch {
    return undefined;
  }
}

/**
 * Code that makes a list of a typed array reads its length by name. A student's getter would receive
 * the very bytes that the disk keeps, so the kit's getter cannot be replaced.
 */
defineProperty(Uint8Array.prototype, 'length', {
  get: typedArrayGetter('length'),
  configurable: false,
});

/** Writing to this array does not use Array.prototype, which may have setters for indexes. */
export function bareArray<T>(): T[] {
  return Object.setPrototypeOf([], null) as T[];
}

/**
 * One character per byte. Uses native code, in chunks, because a loop would run unoptimized in every
 * new realm.
 */
export function latin1(bytes: Uint8Array): string {
  const length = typedArrayLength(bytes);
  const buffer = typedArrayBuffer(bytes);
  const offset = typedArrayOffset(bytes);
  let text = '';
  // Not subarray(), which would let the student's code choose the kind of array.
  for (let from = 0; from < length; from += CHUNK)
    text += applyFunction(
      fromCharCode,
      undefined,
      new Bytes(buffer, offset + from, min(CHUNK, length - from)),
    ) as string;
  return text;
}

const typedArraySet = uncurry(Uint8Array.prototype.set);

/** Copies `count` bytes, in native code. */
export function copyBytes(
  to: Uint8Array,
  at: number,
  source: Uint8Array,
  from: number,
  count: number,
): void {
  const start = typedArrayOffset(source) + from;
  typedArraySet(to, new Bytes(typedArrayBuffer(source), start, count), at);
}

export const bufferSlice = uncurry(ArrayBuffer.prototype.slice);
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
/** Throws for anything but an ArrayBuffer. */
export const bufferLength = uncurry(
  Object.getOwnPropertyDescriptor(ArrayBuffer.prototype, 'byteLength')?.get as (
    this: unknown,
  ) => number,
);
/** The name of a typed array's type from its internal slot, whatever its prototype says. */
export const typedArrayName = uncurry(
  Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag)
    ?.get as (this: unknown) => string | undefined,
);

/** The types of typed arrays by their names. */
const TYPED_ARRAYS: Readonly<Record<string, new (array: never) => object>> = {
  ...{ Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array },
  ...{ Uint32Array, Float32Array, Float64Array, BigInt64Array, BigUint64Array },
};

/** @returns undefined for anything but a typed array */
export function copyOfArray(array: unknown): object | undefined {
  const name = typedArrayName(array);
  const Kind = name === undefined ? undefined : TYPED_ARRAYS[name];
  return Kind && new Kind(array as never);
}
