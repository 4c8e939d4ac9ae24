/**
 * Reads a submission's source files into memory. The parent process does nothing else with them: a
 * separate process examines their text (bundle-program.ts).
 */
import { lstatSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import type { BundleProblem } from './folder';

/** Files by name, relative to the folder and with `/` on every system. */
export type SourceFiles = ReadonlyMap<string, SourceFile>;

/** The file's bytes, or why it cannot be read, which matters only if something imports it. */
export type SourceFile = Uint8Array | Unread;

type Unread =
  | { readonly kind: 'unread'; readonly why: string }
  /** A link that leads out of the folder. */
  | { readonly kind: 'outside' };

/** A source file of a Raft has some ten thousand. */
export const FILE_BYTES_MAX = 100_000;
/** Far more than a Raft needs, and few enough to be kept in memory and passed on. */
const FILES_MAX = 2_000;
const TOTAL_BYTES_MAX = 8_000_000;
const DEPTH_MAX = 40;
/** Files that an import may mean. */
const SOURCE = /\.(?:[cm]?[jt]s|[jt]sx|json)$/;
/** Files that tools keep beside the sources. */
const FOREIGN = /^(?:node_modules|\..*)$/;

/** @param root the folder, with links resolved */
export function readFolder(root: string): SourceFiles | BundleProblem {
  const files = new Map<string, SourceFile>();
  let bytes = 0;
  const visit = (within: string, depth: number): void => {
    for (const { name } of readdirSync(path.join(root, within), { withFileTypes: true })) {
      if (FOREIGN.test(name)) continue;
      const relative = within === '' ? name : `${within}/${name}`;
      const file = path.join(root, relative);
      const isFolder = lstatSync(file, { throwIfNoEntry: false })?.isDirectory() ?? false;
      if (isFolder && depth < DEPTH_MAX) visit(relative, depth + 1);
      if (isFolder || !SOURCE.test(name) || files.size > FILES_MAX) continue;
      const found = readSource(root, file);
      if (!found) continue;
      if (found instanceof Uint8Array) bytes += found.length;
      if (bytes > TOTAL_BYTES_MAX) return;
      files.set(relative, found);
    }
  };
  visit('', 0);
  if (files.size <= FILES_MAX && bytes <= TOTAL_BYTES_MAX) return files;
  const most = `${FILES_MAX} source files or ${TOTAL_BYTES_MAX / 1_000_000} MB of them`;
  return {
    kind: 'problem',
    message: `The folder ${root} holds more than ${most}. Is it the right one?`,
  };
}

/** @returns undefined for anything but a file */
function readSource(root: string, file: string): SourceFile | undefined {
  try {
    const real = realpathSync(file);
    const relative = path.relative(root, real);
    if (relative.startsWith('..') || path.isAbsolute(relative)) return { kind: 'outside' };
    const about = statSync(real);
    if (!about.isFile()) return undefined;
    return about.size > FILE_BYTES_MAX ? tooLarge() : readFileSync(real);
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    // Editors leave links whose target does not exist.
    if (code === 'ENOENT') return undefined;
    return { kind: 'unread', why: `cannot be read (${code ?? 'unknown error'}). May you read it?` };
  }
}

/** For a caller that has a submission in memory already. */
export function sourcesIn(files: ReadonlyMap<string, Uint8Array>): SourceFiles {
  return new Map(
    [...files]
      .filter(([name]) => SOURCE.test(name))
      .map(([name, bytes]) => [name, bytes.length > FILE_BYTES_MAX ? tooLarge() : bytes]),
  );
}

function tooLarge(): SourceFile {
  return {
    kind: 'unread',
    why: `is larger than ${FILE_BYTES_MAX / 1_000} KB. Split it into smaller files.`,
  };
}
