/** Names that students chose: which may be used, and how files are named after them. */
import { createHash } from 'node:crypto';
import { hasUnseen, plain } from '../../../report/plain';
import { SHOWN_PATH_CHARS } from './limits';

const PATH_CHARS_MAX = 200;
const ID_CHARS_MAX = 100;
const FILE_NAME_BYTES_MAX = 150;

/** Half of a surrogate pair. */
const HALF = /\p{Surrogate}/u;
const NOT_EVERYWHERE = /[<>:"|?*]/;
/** Device names that Windows reserves in every folder. */
const RESERVED = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)/i;

/** @returns why a path must not be used; undefined if it may be */
export function nameFlaw(path: string): string | undefined {
  if (/^[/\\]/.test(path)) return 'its name is a path from the root of a disk';
  if (/^[a-z]:/i.test(path)) return 'its name has a drive letter';
  if (path.includes('\\')) return 'its name has a backslash';
  if (hasUnseen(path)) return 'its name contains invisible characters';
  if (HALF.test(path) || path.includes('\ufffd')) return 'its name is not valid text';
  if (NOT_EVERYWHERE.test(path)) return 'its name has characters that some systems do not allow';
  const parts = path.split('/');
  if (parts.includes('..')) return 'its name leads out of its folder';
  if (parts.some((part) => part === '' || part === '.')) return 'its name has an empty part';
  if (parts.some((part) => /[. ]$/.test(part))) return 'its name ends in a dot or a space';
  if (path.length > PATH_CHARS_MAX) return `its name is over ${PATH_CHARS_MAX} characters long`;
  return undefined;
}

/**
 * Why nothing with this path may be used. Other flaws in outer folders do not matter, because only the name
 * in the raft folder is kept.
 */
export function placeFlaw(path: string): string | undefined {
  return path.split(/[/\\]/).includes('..') ? 'its name leads out of its folder' : undefined;
}

/** `tar .` writes `./` before every name. */
export function withoutDots(path: string): string {
  return path.replace(/^(\.\/+)+/, '');
}

/** For messages. */
export function shown(path: string): string {
  return plain(path, SHOWN_PATH_CHARS);
}

/** A student's id for tables: one line, of limited length. */
export function cleanId(name: string): string {
  const id = plain(wellFormed(name), ID_CHARS_MAX).trim();
  return id === '' ? 'unnamed' : id;
}

/**
 * A file name for this submission, without extension. It is valid on every system and in tables that take
 * `=` for a formula. Different ids from findSubmissions get different names, even if case is ignored.
 */
export function safeFileName(id: string): string {
  const text = Array.from(wellFormed(id))
    .map((char) => (hasUnseen(char) || /[<>:"|?*/\\%]/.test(char) ? '_' : char))
    .join('')
    .replace(/^[\s.=+@-]+/, '_')
    .replace(/[. ]+$/, '_');
  const name = text === '' || RESERVED.test(text) ? `_${text}` : text;
  if (Buffer.byteLength(name) <= FILE_NAME_BYTES_MAX) return name;
  const hash = createHash('sha256').update(id).digest('hex').slice(0, 8);
  return `${startOf(name, FILE_NAME_BYTES_MAX - hash.length - 1)}-${hash}`;
}

function wellFormed(text: string): string {
  return text.normalize('NFC').replace(new RegExp(HALF, 'gu'), '\ufffd');
}

function startOf(text: string, bytesMax: number): string {
  let bytes = 0;
  let start = '';
  for (const char of text) {
    bytes += Buffer.byteLength(char);
    if (bytes > bytesMax) break;
    start += char;
  }
  return start;
}

/** A key that is equal for names that some system takes for the same. */
export function sameName(name: string): string {
  return name.normalize('NFC').toLowerCase().normalize('NFC');
}

/** Gives every submission a unique id. */
export class Ids {
  readonly #taken = new Set<string>();

  /** @returns the id, and a remark if it was changed */
  claim(wanted: string): { readonly id: string; readonly remarks: readonly string[] } {
    const first = cleanId(wanted);
    for (let count = 1; ; count++) {
      const id = count === 1 ? first : `${first} (${count})`;
      const key = sameName(safeFileName(id));
      if (this.#taken.has(key)) continue;
      this.#taken.add(key);
      const remark = `Another submission is called ${first} too: this one is ${id} here.`;
      return { id, remarks: count === 1 ? [] : [remark] };
    }
  }
}
