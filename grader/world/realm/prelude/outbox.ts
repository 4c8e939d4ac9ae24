/**
 * Collects what a server did, in order, as text that the host takes after the event: one line per
 * effect. Only strings and numbers leave a realm. grader/world/realm/effects.ts reads the format.
 */
import { slice, stringify } from './intrinsics';

/** A handler sends some thousands of characters. The limit is far below what a string can hold. */
const CHARS_MAX = 1 << 26;

let lines = '';
/** Characters of the server's effects; the kit's notes do not count. */
let chars = 0;
let isFull = false;

/** Appends a line, which must not contain a line break; JSON text never does. */
export function emit(line: string): void {
  if (isFull) return;
  chars += line.length;
  if (chars > CHARS_MAX) {
    isFull = true;
    lines += 'K "sent, wrote or said more than 64 million characters in one handler"\n';
    return;
  }
  lines += line + '\n';
}

/** Appends a line that does not describe an effect of the server. */
export function note(line: string): void {
  if (!isFull) lines += line + '\n';
}

/** Text of any length and content as the last field of a line. */
export function quoted(text: string, charsMax = 4_000): string {
  return stringify(text.length > charsMax ? slice(text, 0, charsMax) + ' …' : text) ?? '""';
}

export function takeAll(): string {
  const taken = lines;
  lines = '';
  chars = 0;
  isFull = false;
  return taken;
}
