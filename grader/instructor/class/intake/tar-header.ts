/** The 512-byte header before every file of a tar archive, and the records of pax. */
import { isUtf8 } from 'node:buffer';
import { Broken } from './broken';

export interface TarHeader {
  readonly name: string;
  /** One character: `0` is a file, `2` a link, `x` a record about the next header, ... */
  readonly type: string;
  readonly bytes: number;
}

export const BLOCK = 512;

/** @returns undefined for a block of zeros, which ends an archive */
export function readHeader(block: Buffer): TarHeader | undefined {
  if (block.every((byte) => byte === 0)) return undefined;
  const checksum = block.reduce((sum, byte, at) => sum + (at >= 148 && at < 156 ? 32 : byte), 0);
  if (checksum !== readNumber(block.subarray(148, 156)))
    throw new Broken('is not a tar archive, or it is damaged');
  const isUstar = block.toString('latin1', 257, 263) === 'ustar\0';
  const prefix = isUstar ? readText(block.subarray(345, 500)) : '';
  const name = readText(block.subarray(0, 100));
  const type = String.fromCharCode(block[156] ?? 0);
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    type: type === '\0' || type === '7' ? '0' : type,
    bytes: readNumber(block.subarray(124, 136)),
  };
}

/** The text up to the first zero byte. Old tools use any encoding. */
export function readText(field: Buffer): string {
  const end = field.indexOf(0);
  const text = end === -1 ? field : field.subarray(0, end);
  return text.toString(isUtf8(text) ? 'utf8' : 'latin1');
}

/** Octal digits or, if the first bit is set, a binary number. */
function readNumber(field: Buffer): number {
  const number =
    ((field[0] ?? 0) & 0x80) === 0
      ? readOctal(field.toString('latin1'))
      : field.subarray(1).reduce((sum, byte) => sum * 256 + byte, 0);
  if (!Number.isSafeInteger(number))
    throw new Broken('is a damaged tar archive: it states an impossible size');
  return number;
}

function readOctal(text: string): number {
  const [, digits] = /^ *([0-7]*)[ \0]*/.exec(text) ?? [];
  return digits === undefined || digits === '' ? 0 : Number.parseInt(digits, 8);
}

/** Reads the relevant records of pax (`length key=value`). Stops at the first malformed one. */
export function readPax(records: Buffer): { readonly path?: string; readonly size?: number } {
  const found: { path?: string; size?: number } = {};
  for (let at = 0; at < records.length;) {
    const space = records.indexOf(0x20, at);
    const length =
      space === -1 ? NaN : Number(records.toString('latin1', at, Math.min(space, at + 10)));
    const isWhole = length > space - at && at + length <= records.length;
    if (!isWhole) break;
    const record = records.subarray(space + 1, at + length - 1);
    const equals = record.indexOf(0x3d);
    const key = record.toString('latin1', 0, Math.max(equals, 0));
    const value = record.subarray(equals + 1);
    if (key === 'path') found.path = readText(value);
    if (key === 'size') found.size = Number(value.toString('latin1'));
    at += length;
  }
  if (found.size !== undefined && !(Number.isSafeInteger(found.size) && found.size >= 0))
    throw new Broken('is a damaged tar archive: it states an impossible size');
  return found;
}
