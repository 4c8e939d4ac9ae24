/**
 * TextEncoder and TextDecoder for UTF-8, because a bare realm has none and the host's must not enter
 * it.
 */
import {
  bufferLength,
  Bytes,
  charCodeAt,
  fromCharCode,
  latin1,
  RealTypeError,
  toText,
  typedArrayName,
} from './intrinsics';

const REPLACEMENT = 0xfffd;

export class TextEncoder {
  readonly encoding = 'utf-8';

  encode(input: unknown = ''): Uint8Array {
    const text = toText(input);
    const bytes = new Bytes(text.length);
    for (let i = 0; i < text.length; i++) {
      // The plain method, for speed: a student who patches it affects only their own server.
      const unit = text.charCodeAt(i);
      if (unit > 0x7f) return encodeAny(text);
      bytes[i] = unit;
    }
    return bytes;
  }
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

  /** With any other encoding a real Node would return other text. */
  constructor(label: unknown = 'utf-8') {
    const name = toText(label);
    if (name !== 'utf-8' && name !== 'utf8' && name !== 'UTF-8')
      throw new RealTypeError(`TextDecoder here knows only utf-8, not "${name}"`);
  }

  decode(input?: unknown): string {
    if (input === undefined) return '';
    const bytes = asBytes(input);
    if (!bytes) throw new RealTypeError('TextDecoder.decode wants a Uint8Array or an ArrayBuffer');
    const { length } = bytes;
    let i = 0;
    while (i < length && (bytes[i] ?? 0) < 0x80) i++;
    if (i === length) return latin1(bytes);
    let text = '';
    i = 0;
    while (i < length) {
      const [code, taken] = decodeOne(bytes, i);
      text += code > 0xffff ? pair(code) : fromCharCode(code);
      i += taken;
    }
    return text;
  }
}

function asBytes(input: unknown): Uint8Array | undefined {
  if (typedArrayName(input) === 'Uint8Array') return input as Uint8Array;
  return isBuffer(input) ? new Bytes(input) : undefined;
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

/** The code point that begins at `i` and how many bytes it takes; U+FFFD for malformed bytes. */
function decodeOne(bytes: Uint8Array, i: number): readonly [number, number] {
  const lead = bytes[i] ?? 0;
  if (lead < 0x80) return [lead, 1];
  const length = lead >= 0xf0 && lead < 0xf5 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc2 ? 2 : 0;
  if (length === 0 || lead >= 0xf5) return [REPLACEMENT, 1];
  let code = lead & (0xff >> (length + 1));
  for (let k = 1; k < length; k++) {
    const next = bytes[i + k];
    if (next === undefined || (next & 0xc0) !== 0x80) return [REPLACEMENT, k];
    code = (code << 6) | (next & 0x3f);
  }
  const least = length === 2 ? 0x80 : length === 3 ? 0x800 : 0x10000;
  const surrogate = code >= 0xd800 && code <= 0xdfff;
  return code < least || code > 0x10ffff || surrogate ? [REPLACEMENT, 1] : [code, length];
}
