/**
 * TextEncoder and TextDecoder for UTF-8, because a bare realm has none and the host's must not enter
 * it.
 */
import {
  bufferLength,
  Bytes,
  bytesOfArray,
  bytesOfView,
  charCodeAt,
  copyBytes,
  floor,
  fromCharCode,
  latin1,
  min,
  RealRangeError,
  RealTypeError,
  slice,
  toText,
  typedArrayLength,
  typedArrayName,
} from './intrinsics';

const REPLACEMENT = 0xfffd;
/** Instead of a code point, where the bytes are not UTF-8. */
const MALFORMED = -1;

export class TextEncoder {
  readonly encoding = 'utf-8';

  encode(input: unknown = ''): Uint8Array {
    const text = toText(input);
    const bytes = new Bytes(text.length);
    const { start, end } = copyKnown(text, bytes);
    for (let i = start; i < end; i++) {
      // The plain method, for speed: a student who patches it affects only their own server.
      const unit = text.charCodeAt(i);
      if (unit > 0x7f) return encodeAny(text);
      bytes[i] = unit;
    }
    remember(text, bytes);
    return bytes;
  }

  /** Fills `bytes` with as many whole characters as fit. */
  encodeInto(input: unknown, bytes: Uint8Array): { read: number; written: number } {
    const text = toText(input);
    const size = typedArrayLength(bytes);
    let read = 0;
    let written = 0;
    while (read < text.length) {
      const unit = charCodeAt(text, read);
      const isPair = unit >= 0xd800 && unit <= 0xdbff && isLow(text, read + 1);
      const units = isPair ? 2 : 1;
      const character = encodeAny(slice(text, read, read + units));
      const length = typedArrayLength(character);
      if (written + length > size) break;
      copyBytes(bytes, written, character, 0, length);
      read += units;
      written += length;
    }
    return { read, written };
  }
}

function isLow(text: string, at: number): boolean {
  const unit = at < text.length ? charCodeAt(text, at) : 0;
  return unit >= 0xdc00 && unit <= 0xdfff;
}

/**
 * The ASCII text that was encoded or decoded last. A server saves its state again and again with few
 * changes, and a loop runs unoptimized in every new realm, so what did not change is copied.
 */
let known = { text: '', bytes: new Bytes(0) };
/** Below this many characters the loop is faster. */
const KNOWN_MIN = 256;

function remember(text: string, bytes: Uint8Array): void {
  // A copy, because the student's code owns the array.
  if (text.length >= KNOWN_MIN) known = { text, bytes: new Bytes(bytes) };
}

/** Fills in what `text` has in common with the known text at both ends. Returns the range in between. */
function copyKnown(
  text: string,
  bytes: Uint8Array,
): { readonly start: number; readonly end: number } {
  const { length } = text;
  if (length < KNOWN_MIN) return { start: 0, end: length };
  const { length: before } = known.text;
  const most = min(length, before);
  // V8 compares slices much faster than startsWith does.
  const start = longest(most, (n) => slice(text, 0, n) === slice(known.text, 0, n));
  const rest = longest(
    most - start,
    (n) => slice(text, length - n) === slice(known.text, before - n),
  );
  const end = length - rest;
  copyBytes(bytes, 0, known.bytes, 0, start);
  copyBytes(bytes, end, known.bytes, before - rest, rest);
  return { start, end };
}

/** The largest number up to `most` that fits, if all smaller ones fit too. */
function longest(most: number, fits: (n: number) => boolean): number {
  let low = 0;
  let high = most;
  while (low < high) {
    const middle = floor((low + high + 1) / 2);
    if (fits(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}

function encodeAny(text: string): Uint8Array {
  const bytes = new Bytes(text.length * 3);
  let used = 0;
  for (let i = 0; i < text.length; i++) {
    let code = charCodeAt(text, i);
    if (code >= 0xd800 && code <= 0xdfff) {
      const low = i + 1 < text.length ? charCodeAt(text, i + 1) : 0;
      if (code <= 0xdbff && low >= 0xdc00 && low <= 0xdfff) {
        code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
        i++;
      } else {
        code = REPLACEMENT;
      }
    }
    if (code < 0x80) bytes[used++] = code;
    else if (code < 0x800) {
      bytes[used++] = 0xc0 | (code >> 6);
      bytes[used++] = 0x80 | (code & 0x3f);
    } else if (code < 0x10000) {
      bytes[used++] = 0xe0 | (code >> 12);
      bytes[used++] = 0x80 | ((code >> 6) & 0x3f);
      bytes[used++] = 0x80 | (code & 0x3f);
    } else {
      bytes[used++] = 0xf0 | (code >> 18);
      bytes[used++] = 0x80 | ((code >> 12) & 0x3f);
      bytes[used++] = 0x80 | ((code >> 6) & 0x3f);
      bytes[used++] = 0x80 | (code & 0x3f);
    }
  }
  const exact = new Bytes(used);
  for (let i = 0; i < used; i++) exact[i] = bytes[i] ?? 0;
  return exact;
}

export class TextDecoder {
  readonly encoding = 'utf-8';
  readonly fatal: boolean;
  readonly ignoreBOM: boolean;

  constructor(label?: unknown, options?: { fatal?: unknown; ignoreBOM?: unknown }) {
    // Another encoding would return other characters where the code runs outside the simulator.
    if (label !== undefined && !isUtf8(toText(label)))
      throw new RealRangeError(`TextDecoder knows only utf-8 here, not "${toText(label)}"`);
    this.fatal = !!options?.fatal;
    this.ignoreBOM = !!options?.ignoreBOM;
  }

  decode(input?: unknown, options?: { stream?: unknown }): string {
    if (options?.stream)
      throw new RealTypeError('TextDecoder.decode has no streams here: decode all bytes at once');
    if (input === undefined) return '';
    const bytes = bytesIn(input);
    if (!bytes)
      throw new RealTypeError(
        'TextDecoder.decode wants a typed array, a DataView or an ArrayBuffer',
      );
    const length = typedArrayLength(bytes);
    let i = 0;
    while (i < length && (bytes[i] ?? 0) < 0x80) i++;
    if (i === length) {
      const ascii = latin1(bytes);
      remember(ascii, bytes);
      return ascii;
    }
    let text = '';
    i = !this.ignoreBOM && hasMark(bytes) ? 3 : 0;
    while (i < length) {
      const [code, taken] = decodeOne(bytes, i);
      if (code === MALFORMED && this.fatal)
        throw new RealTypeError(`the bytes are not UTF-8, from position ${i} on`);
      if (code === MALFORMED) text += fromCharCode(REPLACEMENT);
      else text += code > 0xffff ? pair(code) : fromCharCode(code);
      i += taken;
    }
    return text;
  }
}

/** Whether a byte order mark comes first. */
function hasMark(bytes: Uint8Array): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
}

function isUtf8(label: string): boolean {
  return label === 'utf-8' || label === 'utf8' || label === 'UTF-8' || label === 'UTF8';
}

/** The bytes of a typed array, a DataView or an ArrayBuffer. */
function bytesIn(input: unknown): Uint8Array | undefined {
  const name = typedArrayName(input);
  if (name === 'Uint8Array') return input as Uint8Array;
  if (name !== undefined) return bytesOfArray(input);
  return isBuffer(input) ? new Bytes(input) : bytesOfView(input);
}

/** Checks the internal slot, whatever the prototype says. Costs an error for other values. */
function isBuffer(input: unknown): input is ArrayBuffer {
  try {
    bufferLength(input);
    return true;
  } catch {
    return false;
  }
}

function pair(code: number): string {
  const rest = code - 0x10000;
  return fromCharCode(0xd800 + (rest >> 10), 0xdc00 + (rest & 0x3ff));
}

/** The code point that begins at `i` and how many bytes it takes. */
function decodeOne(bytes: Uint8Array, i: number): readonly [number, number] {
  const lead = bytes[i] ?? 0;
  if (lead < 0x80) return [lead, 1];
  const length = lead >= 0xf0 && lead < 0xf5 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc2 ? 2 : 0;
  if (length === 0 || lead >= 0xf5) return [MALFORMED, 1];
  let code = lead & (0xff >> (length + 1));
  for (let k = 1; k < length; k++) {
    const next = bytes[i + k];
    if (next === undefined || (next & 0xc0) !== 0x80) return [MALFORMED, k];
    code = (code << 6) | (next & 0x3f);
  }
  const least = length === 2 ? 0x80 : length === 3 ? 0x800 : 0x10000;
  const surrogate = code >= 0xd800 && code <= 0xdfff;
  return code < least || code > 0x10ffff || surrogate ? [MALFORMED, 1] : [code, length];
}
