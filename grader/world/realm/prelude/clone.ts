/** structuredClone for the values that messages and states are made of. */
import {
  assign,
  bufferSlice,
  copyOfArray,
  isArray,
  keys,
  mapForEach,
  mapGet,
  mapSet,
  RealArrayBuffer,
  RealDate,
  RealError,
  RealMap,
  RealPromise,
  RealRegExp,
  RealSet,
  RealTypeError,
  RealWeakMap,
  RealWeakSet,
  setForEach,
  toText,
} from './intrinsics';

export function structuredClone(value: unknown): unknown {
  return copy(value, new RealMap());
}

function copy(value: unknown, seen: Map<unknown, unknown>): unknown {
  if (typeof value === 'function' || typeof value === 'symbol')
    throw new RealTypeError(`structuredClone: a ${typeof value} cannot be cloned`);
  if (typeof value !== 'object' || value === null) return value;
  const known = mapGet(seen, value);
  if (known !== undefined) return known;
  const remember = <T>(made: T): T => {
    mapSet(seen, value, made);
    return made;
  };
  const array = copyOfArray(value);
  if (array) return remember(array);
  if (value instanceof RealDate) return remember(new RealDate(+value));
  if (value instanceof RealMap) {
    const made = remember(new RealMap<unknown, unknown>());
    mapForEach(value, (item, key) => {
      mapSet(made, copy(key, seen), copy(item, seen));
    });
    return made;
  }
  if (value instanceof RealSet) {
    const made = remember(new RealSet<unknown>());
    setForEach(value, (item) => made.add(copy(item, seen)));
    return made;
  }
  if (value instanceof RealRegExp) return remember(new RealRegExp(value.source, value.flags));
  if (value instanceof RealArrayBuffer) return remember(bufferSlice(value, 0));
  if (value instanceof RealError) {
    const { message, name, stack } = value;
    const made = remember(new RealError(toText(message)));
    return assign(made, { name, stack });
  }
  if (value instanceof RealPromise || value instanceof RealWeakMap || value instanceof RealWeakSet)
    throw new RealTypeError('structuredClone: a promise or a weak collection cannot be cloned');
  if (isArray(value)) {
    const made = remember([] as unknown[]);
    for (let i = 0; i < value.length; i++) made[i] = copy(value[i], seen);
    return made;
  }
  const made: Record<string, unknown> = {};
  remember(made);
  for (const key of keys(value)) made[key] = copy((value as Record<string, unknown>)[key], seen);
  return made;
}
