/**
 * The server's disk as its own code sees it: a mirror whose bytes stay in the realm. The host hears of
 * each operation and knows contents by number and length; it asks for bytes only when it needs them.
 */
import { emit } from './outbox';
import {
  Bytes,
  exec,
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
/** Contents by number, for the host to fetch until it lets go of them. */
const contents = new RealMap<number, Uint8Array>();
let lastContent = 0;

const FILE_NAME = /^[A-Za-z0-9._-]{1,64}$/;

function checked(file: unknown): string {
  if (typeof file === 'string' && exec(FILE_NAME, file) !== null) return file;
  throw new RealTypeError(
    'disk: a file name is 1 to 64 of the characters A-Z, a-z, 0-9, ".", "_" and "-"',
  );
}

function existing(file: unknown, call: string): string {
  const name = checked(file);
  if (mapGet(files, name) === undefined)
    throw new RealError(`disk.${call}: there is no file "${name}"`);
  return name;
}

export const disk = {
  read(file: unknown): Uint8Array | undefined {
    const bytes = mapGet(files, checked(file)) as Uint8Array | undefined;
    return bytes && new Bytes(bytes);
  },
  write(file: unknown, bytes: unknown): void {
    const name = checked(file);
    if (typedArrayName(bytes) !== 'Uint8Array')
      throw new RealTypeError('disk.write: the content must be a Uint8Array');
    const copy = new Bytes(bytes as Uint8Array);
    mapSet(files, name, copy);
    mapSet(contents, ++lastContent, copy);
    emit(`D w ${name} ${lastContent} ${typedArrayLength(copy)}`);
  },
  sync(file: unknown): void {
    emit(`D s ${existing(file, 'sync')}`);
  },
  rename(from: unknown, to: unknown): void {
    const source = existing(from, 'rename');
    const target = checked(to);
    const bytes = mapGet(files, source);
    mapDelete(files, source);
    mapSet(files, target, bytes);
    emit(`D r ${source} ${target}`);
  },
  remove(file: unknown): void {
    const name = checked(file);
    if (mapDelete(files, name)) emit(`D d ${name}`);
  },
};

/** Puts a file there at boot, one character per byte. @returns nothing; its content gets `id` */
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
