/**
 * Turns any value a student throws or logs into text without trusting it. The kit's own frames are left out of
 * stacks, because they do not help a student.
 */
import { STACK_FRAMES, STUDENT_SCRIPT } from '../student-script';
import {
  defineProperty,
  indexOf,
  isArray,
  mapForEach,
  RealError,
  RealMap,
  RealSet,
  setForEach,
  slice,
  startsWith,
  stringify,
  toText,
  typedArrayName,
} from './intrinsics';

/** Fixes how long a stack may be: see enter.ts. Must run before any student code. */
export function fixStackTraces(realmGlobal: object): void {
  const fixed = { writable: false, configurable: false };
  defineProperty(RealError, 'stackTraceLimit', { value: STACK_FRAMES, ...fixed });
  defineProperty(realmGlobal, 'Error', { value: RealError, ...fixed });
}

/** A stack as V8 writes it, with the student's frames alone. */
export function ownFrames(stack: string): string {
  let text = '';
  for (let from = 0; from <= stack.length;) {
    const found = indexOf(slice(stack, from, stack.length), '\n');
    const end = found === -1 ? stack.length : from + found;
    const line = slice(stack, from, end);
    if (!startsWith(line, '    at ') || indexOf(line, `${STUDENT_SCRIPT}:`) !== -1)
      text += from === 0 ? line : `\n${line}`;
    from = end + 1;
  }
  return text;
}

function headline(error: unknown): string {
  try {
    const { name, message } = error as { name: unknown; message: unknown };
    const title = typeof name === 'string' ? name : 'Error';
    return typeof message === 'string' && message !== '' ? `${title}: ${message}` : title;
  } catch {
    return 'Error';
  }
}

/** The text of a thrown value, with its stack if it has one. */
export function describeThrown(thrown: unknown): string {
  try {
    if (typeof thrown === 'object' && thrown !== null) {
      const { stack } = thrown as { stack: unknown };
      if (typeof stack === 'string' && stack !== '') return ownFrames(stack);
      const { message } = thrown as { message: unknown };
      if (typeof message === 'string') return headline(thrown);
    }
    return `Error: ${show(thrown, 2)} was thrown (no Error object, so there is no line number)`;
  } catch {
    return 'Error: something was thrown that cannot be shown';
  }
}

/** A value as console.log shows it: close to Node's, on one line, not deeper than needed. */
export function show(value: unknown, depth = 4): string {
  try {
    if (typeof value === 'string') return value;
    return inspect(value, depth);
  } catch {
    return '[cannot be shown]';
  }
}

function inspect(value: unknown, depth: number): string {
  if (typeof value === 'string') return stringify(value) ?? '';
  if (typeof value === 'bigint') return `${toText(value)}n`;
  if (typeof value === 'function') return '[Function]';
  if (typeof value !== 'object' || value === null) return toText(value);
  if (value instanceof RealError) return describeThrown(value);
  if (depth === 0) return isArray(value) ? '[…]' : '{…}';
  const kind = typedArrayName(value);
  if (kind !== undefined) return `${kind}(${(value as Uint8Array).length})`;
  const parts: string[] = [];
  if (value instanceof RealMap) {
    mapForEach(value, (item, key) => {
      parts[parts.length] = `${inspect(key, depth - 1)} => ${inspect(item, depth - 1)}`;
    });
    return `Map {${join(parts)}}`;
  }
  if (value instanceof RealSet) {
    setForEach(value, (item) => {
      parts[parts.length] = inspect(item, depth - 1);
    });
    return `Set {${join(parts)}}`;
  }
  if (isArray(value)) {
    for (let i = 0; i < value.length && i < 50; i++) parts[i] = inspect(value[i], depth - 1);
    if (value.length > 50) parts[50] = `… ${value.length - 50} more`;
    return `[${join(parts)}]`;
  }
  for (const key in value) {
    parts[parts.length] = `${key}: ${inspect((value as Record<string, unknown>)[key], depth - 1)}`;
  }
  return `{${join(parts)}}`;
}

function join(parts: readonly string[]): string {
  let text = '';
  for (let i = 0; i < parts.length; i++) text += (i === 0 ? ' ' : ', ') + (parts[i] ?? '');
  return text === '' ? '' : text + ' ';
}

export function firstLine(text: string): string {
  const end = indexOf(text, '\n');
  return end === -1 ? text : slice(text, 0, end);
}

/** The kind of a value, for messages: `undefined`, `a string`, `3.5`. */
export function kindOf(value: unknown): string {
  if (value === undefined || value === null || typeof value === 'boolean') return `${value}`;
  if (typeof value === 'number') return `${value}`;
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
