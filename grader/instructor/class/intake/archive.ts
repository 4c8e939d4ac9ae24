/** Reads archives, recognized by their first bytes, because students may give them any name. */
import type { Bytes } from './bytes';
import { Broken } from './broken';
import type { Item } from './item';
import { CUT_PATH_CHARS, ENTRIES_MAX, PATH_CHARS_MAX } from './limits';
import { tarItems } from './tar';
import { BLOCK } from './tar-header';
import { mayBeTaken } from './take';
import { zipItems } from './zip';
import { zipWithin } from './zip-within';

const READ = /\.(zip|tar|tar\.gz|tgz)$/i;
const NOT_READ = /\.(7z|rar|gz|bz2|tbz2?|xz|txz|zst|tzst|lz|lzma|cab|iso|dmg)$/i;

export function isArchive(name: string): boolean {
  return READ.test(name) || NOT_READ.test(name);
}

export function withoutEnding(name: string): string {
  return name
    .replace(READ, '')
    .replace(NOT_READ, '')
    .replace(/\.tar$/i, '');
}

const FOREIGN: readonly (readonly [string, string])[] = [
  ['Rar!', 'RAR'],
  ['7z\xbc\xaf', '7-Zip'],
  ['BZh', 'bzip2'],
  ['\xfd7zXZ', 'xz'],
  ['\x28\xb5\x2f\xfd', 'Zstandard'],
];

/** A path may have thirty thousand parts, and each is looked at several times, so very long paths are cut. */
export async function archiveItems(bytes: Bytes): Promise<readonly Item[]> {
  return (await itemsIn(bytes)).map((item) =>
    item.path.length > PATH_CHARS_MAX ? unusable(item.path.slice(0, CUT_PATH_CHARS)) : item,
  );
}

function unusable(start: string): Item {
  const read = (): Promise<Buffer> => Promise.reject(new Error(`${start}… is not read`));
  return { path: `${start}…`, kind: 'other', bytes: 0, read };
}

async function itemsIn(bytes: Bytes): Promise<readonly Item[]> {
  if (bytes.size === 0) throw new Broken('is an empty file');
  const start = (await bytes.read(0, Math.min(bytes.size, 64))).toString('latin1');
  const foreign = FOREIGN.find(([magic]) => start.startsWith(magic))?.[1];
  if (foreign !== undefined)
    throw new Broken(`is a ${foreign} archive: only zip and tar.gz can be read`);
  if (/^\s*<(!doctype|html)/i.test(start))
    throw new Broken('is a web page: perhaps a page to log in was saved in its place');
  if (start.startsWith('PK')) return zipItems(bytes, ENTRIES_MAX);
  if (!start.startsWith('\x1f\x8b') && (await zipWithin(bytes)))
    return zipItems(bytes, ENTRIES_MAX);
  if (!start.startsWith('\x1f\x8b') && bytes.size < BLOCK)
    throw new Broken('is neither a zip nor a tar archive, whatever its name says');
  return tarItems(bytes, ENTRIES_MAX, mayBeTaken);
}
