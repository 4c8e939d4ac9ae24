/**
 * The server's disk as its own code sees it: a mirror whose bytes stay in the realm. The host learns of
 * each operation and knows contents by number and length; it asks for bytes only when it needs them.
 */
import { emitFrom } from './origin';
import { quoted } from './outbox';
import {
  Bytes,
  charCodeAt,
  latin1,
  mapDelete,
  mapGet,
  mapSet,
  RealError,
  RealMap,
  RealTypeError,
  typedArrayLength,
  typedArrayName,
} from './intrinsics';

const files = new RealMap<string, Uint8Array>();
/** Contents by number. The host can fetch each one until it releases it. */
const contents = new RealMap<number, Uint8Array>();
let lastContent = 0;

/** As on the file systems of Unix. The contract says so. */
const FILE_NAME_BYTES_MAX = 255;

function checked(file: unknown): string {
  if (typeof file === 'string' && isFileName(file)) return file;
  throw new RealTypeError(
    `disk: a file name has 1 to ${FILE_NAME_BYTES_MAX} bytes in UTF-8, holds no "/" and no NUL, and is not "." or ".."`,
  );
}

function isFileName(name: string): boolean {
  if (name === '' || name === '.' || name === '..' || name.length > FILE_NAME_BYTES_MAX)
    return false;
  let bytes = 0;
  for (let i = 0; i < name.length; i++) {
    const unit = charCodeAt(name, i);
    if (unit === 0 || unit === SLASH) return false;
    if (unit < 0x80) bytes += 1;
    else if (unit < 0x800) bytes += 2;
    else if (unit < HIGH_HALF || unit > LOW_HALF_MAX) bytes += 3;
    else {
      const next = i + 1 < name.length ? charCodeAt(name, i + 1) : 0;
      // A lone surrogate has no UTF-8.
      if (unit >= LOW_HALF || next < LOW_HALF || next > LOW_HALF_MAX) return false;
      bytes += 4;
      i++;
    }
  }
  return bytes <= FILE_NAME_BYTES_MAX;
}

const SLASH = 0x2f;
/** The surrogates that encode a character beyond 16 bits. */
const [HIGH_HALF, LOW_HALF, LOW_HALF_MAX] = [0xd800, 0xdc00, 0xdfff];

/** A file name as the last field of a line. It may hold spaces and line breaks. */
function told(name: string): string {
  return quoted(name, FILE_NAME_BYTES_MAX);
}

function existing(file: unknown, call: string): string {
  const name = checked(file);
  if (mapGet(files, name) === undefined)
    throw new RealError(`disk.${call}: there is no file "${name}"`);
  return name;
}

export const disk = {
  read(file: unknown): Uint8Array<ArrayBuffer> | undefined {
    const bytes = mapGet(files, checked(file)) as Uint8Array | undefined;
    return bytes && new Bytes(bytes);
  },
  write(this: void, file: unknown, bytes: unknown): void {
    const name = checked(file);
    if (typedArrayName(bytes) !== 'Uint8Array')
      throw new RealTypeError('disk.write: the content must be a Uint8Array');
    const copy = new Bytes(bytes as Uint8Array);
    mapSet(files, name, copy);
    mapSet(contents, ++lastContent, copy);
    emitFrom(disk.write, `D w ${lastContent} ${typedArrayLength(copy)} ${told(name)}`);
  },
  sync(this: void, file: unknown): void {
    emitFrom(disk.sync, `D s ${told(existing(file, 'sync'))}`);
  },
  rename(this: void, from: unknown, to: unknown): void {
    const source = existing(from, 'rename');
    const target = checked(to);
    const bytes = mapGet(files, source);
    mapDelete(files, source);
    mapSet(files, target, bytes);
    emitFrom(disk.rename, `D r [${told(source)},${told(target)}]`);
  },
  remove(this: void, file: unknown): void {
    const name = checked(file);
    if (mapDelete(files, name)) emitFrom(disk.remove, `D d ${told(name)}`);
  },
};

/** Puts a file on the disk at boot, one character per byte. Its content gets the number `id`. */
export function load(file: string, id: number, text: string): void {
  const bytes = new Bytes(text.length);
  // No student code has run yet, so the plain method is the real one, and faster.
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  mapSet(files, file, bytes);
  mapSet(contents, id, bytes);
  if (id > lastContent) lastContent = id;
}

/** The bytes of a content, one character per byte. */
export function fetch(id: number): string {
  const bytes = mapGet(contents, id) as Uint8Array | undefined;
  if (!bytes) throw new RealError(`no content ${id}`);
  return latin1(bytes);
}

export function release(id: number): void {
  mapDelete(contents, id);
}
