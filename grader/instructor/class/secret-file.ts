/**
 * Reads and creates an instructor's secret. It comes from a file or the environment, never from the command
 * line, which other users of a machine can read and shells record. For the same reason, no message repeats
 * what was given as a file name: it may be the secret.
 */
import { randomBytes } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';

export const SECRET_VARIABLE = 'RAFT_LAB_SECRET';
const BYTES_MIN = 16;
const BYTES_MAX = 65_536;
const BYTES_NEW = 32;
/** On POSIX, permissions of everyone but the owner. */
const OTHERS = 0o077;
/** Windows and some editors write it before the text. */
const BYTE_ORDER_MARK = Buffer.from('\ufeff');

export const HOW_TO_MAKE = [
  'To make one: npm run hidden-seeds new=secret.txt',
  `or: node -e "console.log(crypto.randomBytes(${BYTES_NEW}).toString('base64url'))" > secret.txt`,
].join('\n');

export type SecretRead =
  | { readonly kind: 'secret'; readonly secret: Buffer; readonly warnings: readonly string[] }
  | { readonly kind: 'none' }
  | { readonly kind: 'problem'; readonly problem: string };

type Env = Readonly<Record<string, string | undefined>>;

/** @param file an absolute path, which takes precedence over the variable */
export function readSecret(file: string | undefined, env: Env): SecretRead {
  if (file !== undefined) return fromFile(file);
  const value = env[SECRET_VARIABLE];
  if (value === undefined || value === '') return { kind: 'none' };
  return checked(Buffer.from(value), `The secret in ${SECRET_VARIABLE}`, []);
}

/** Never overwrites an existing file. @returns why the secret was not created */
export function makeSecret(file: string): string | undefined {
  const text = `${randomBytes(BYTES_NEW).toString('base64url')}\n`;
  try {
    writeFileSync(file, text, { flag: 'wx', mode: 0o600 });
    return undefined;
  } catch (thrown) {
    const code = codeOf(thrown);
    if (code === 'EEXIST')
      return `${file} exists already, and grades may depend on it, so it was not changed. Choose another name.`;
    if (code === 'ENOENT') return `${file} cannot be written: there is no such folder.`;
    return `${file} cannot be written (${code}).`;
  }
}

function fromFile(file: string): SecretRead {
  try {
    const about = statSync(file);
    if (!about.isFile()) return problem('secret= does not name a file.');
    if (about.size > BYTES_MAX)
      return problem(
        `The file that secret= names has ${about.size} bytes. A secret is a line of text.`,
      );
    const isOpen = process.platform !== 'win32' && (about.mode & OTHERS) !== 0;
    const warning = `Others on this machine may read the secret. To keep it private: chmod 600 FILE`;
    return checked(readFileSync(file), 'The secret in that file', isOpen ? [warning] : []);
  } catch (thrown) {
    const code = codeOf(thrown);
    if (code !== 'ENOENT' && code !== 'ENAMETOOLONG')
      return problem(`The file that secret= names cannot be read (${code}).`);
    return problem(
      'The file that secret= names does not exist. Give the name of a file, not the secret itself.',
      HOW_TO_MAKE,
    );
  }
}

function checked(bytes: Buffer, what: string, warnings: readonly string[]): SecretRead {
  const secret = trimmed(bytes);
  if (secret.length < BYTES_MIN)
    return problem(
      `${what} has ${secret.length} bytes; at least ${BYTES_MIN} are needed, best all of them random.`,
      HOW_TO_MAKE,
    );
  return { kind: 'secret', secret, warnings };
}

/** Without white space at both ends: a line end that an editor adds must not change the secret. */
function trimmed(bytes: Buffer): Buffer {
  const isSpace = (byte: number | undefined) =>
    byte !== undefined && (byte === 32 || (byte >= 9 && byte <= 13));
  const hasMark = bytes.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK);
  let from = hasMark ? BYTE_ORDER_MARK.length : 0;
  let to = bytes.length;
  while (from < to && isSpace(bytes[from])) from++;
  while (to > from && isSpace(bytes[to - 1])) to--;
  return bytes.subarray(from, to);
}

function problem(...lines: readonly string[]): SecretRead {
  return { kind: 'problem', problem: lines.join('\n') };
}

function codeOf(thrown: unknown): string {
  return (thrown as NodeJS.ErrnoException).code ?? 'unknown error';
}
