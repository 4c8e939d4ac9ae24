/**
 * The replicated map: applies the same commands in the same order on each server. Keys and values
 * are bytes, one character each. Answers are values; redis/replies.ts encodes them.
 */
import { createHash } from 'node:crypto';
import { globPattern } from './glob';

/** Commands that change the map, and are therefore in the log. */
export type Write =
  | {
      readonly op: 'set';
      readonly key: string;
      readonly value: string;
      /** Only if the key exists, or does not exist. */
      readonly only?: 'there' | 'missing' | undefined;
      /** Answers with the old value. */
      readonly isGet?: boolean | undefined;
    }
  | { readonly op: 'setAll'; readonly pairs: readonly (readonly [key: string, value: string])[] }
  | { readonly op: 'append'; readonly key: string; readonly value: string }
  | { readonly op: 'add'; readonly key: string; readonly by: string }
  | { readonly op: 'delete'; readonly keys: readonly string[] }
  | { readonly op: 'clear' };

/** Commands that only read: they need a place in the log, but no entry of their own. */
type Read =
  | { readonly op: 'get'; readonly key: string }
  | { readonly op: 'getAll'; readonly keys: readonly string[] }
  | { readonly op: 'length'; readonly key: string }
  | { readonly op: 'exist'; readonly keys: readonly string[] }
  | { readonly op: 'size' }
  | { readonly op: 'keys'; readonly pattern: string }
  | {
      readonly op: 'scan';
      readonly cursor: number;
      readonly pattern: string;
      readonly count: number;
    };

export type Operation = Write | Read;

export class Status {
  constructor(readonly text: string) {}
}

export class Failure {
  constructor(readonly text: string) {}
}

export type Answer = string | number | bigint | undefined | Status | Failure | readonly Answer[];

export const OK = new Status('OK');
const NOT_A_NUMBER = new Failure('ERR value is not an integer or out of range');
const OVERFLOW = new Failure('ERR increment or decrement would overflow');
const TOO_LONG = new Failure('ERR string exceeds maximum allowed size (1 MB)');
export const VALUE_BYTES_MAX = 1_000_000;

export function isWrite(operation: Operation): operation is Write {
  return ['set', 'setAll', 'append', 'add', 'delete', 'clear'].includes(operation.op);
}

export class ReplicatedMap {
  readonly #map = new Map<string, string>();

  get size(): number {
    return this.#map.size;
  }

  /** Equal on servers that hold the same data. */
  digest(): string {
    const hash = createHash('sha1');
    for (const key of [...this.#map.keys()].sort())
      hash.update(JSON.stringify([key, this.#map.get(key)]));
    return hash.digest('hex');
  }

  do(operation: Operation): Answer {
    const map = this.#map;
    switch (operation.op) {
      case 'set':
        return this.#set(operation);
      case 'setAll':
        for (const [key, value] of operation.pairs) map.set(key, value);
        return OK;
      case 'append': {
        const value = (map.get(operation.key) ?? '') + operation.value;
        if (value.length > VALUE_BYTES_MAX) return TOO_LONG;
        map.set(operation.key, value);
        return value.length;
      }
      case 'add':
        return this.#add(operation.key, operation.by);
      case 'delete':
        return operation.keys.filter((key) => map.delete(key)).length;
      case 'clear':
        map.clear();
        return OK;
      case 'get':
        return map.get(operation.key);
      case 'getAll':
        return operation.keys.map((key) => map.get(key));
      case 'length':
        return map.get(operation.key)?.length ?? 0;
      case 'exist':
        return operation.keys.filter((key) => map.has(key)).length;
      case 'size':
        return map.size;
      case 'keys': {
        const fits = globPattern(operation.pattern);
        return [...map.keys()].filter(fits);
      }
      case 'scan':
        return this.#scan(operation);
    }
  }

  #set({ key, value, only, isGet }: Write & { op: 'set' }): Answer {
    const before = this.#map.get(key);
    const isDone = only === undefined || (only === 'there') === (before !== undefined);
    if (isDone) this.#map.set(key, value);
    if (isGet === true) return before;
    return isDone ? OK : undefined;
  }

  #add(key: string, by: string): Answer {
    const before = wholeNumber(this.#map.get(key) ?? '0');
    const step = wholeNumber(by);
    if (before === undefined || step === undefined) return NOT_A_NUMBER;
    const sum = before + step;
    if (BigInt.asIntN(64, sum) !== sum) return OVERFLOW;
    this.#map.set(key, sum.toString());
    return sum;
  }

  /**
   * The cursor is a position in the order of keys, so a scan returns every key that stays, unless
   * earlier keys are deleted meanwhile.
   */
  #scan({ cursor, pattern, count }: Read & { op: 'scan' }): Answer {
    const fits = globPattern(pattern);
    const keys = [...this.#map.keys()];
    const next = cursor + count;
    return [next < keys.length ? String(next) : '0', keys.slice(cursor, next).filter(fits)];
  }
}

/** @returns undefined if the text is not a 64-bit integer */
export function wholeNumber(text: string): bigint | undefined {
  if (!/^(?:0|-?[1-9]\d{0,18})$/.test(text)) return undefined;
  const number = BigInt(text);
  return BigInt.asIntN(64, number) === number ? number : undefined;
}
