/**
 * The way from what an instructor has - a folder of folders and archives, an export of a learning system, a
 * list of repositories - to each student's files. Nothing that a student sent is written to disk or run
 * here.
 */
import { open, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { FileBytes } from './bytes';
import { submissionsIn } from './class-place';
import { submissionsOf } from './from-list';
import type { FoundSubmissions } from './handed';
import type { Hints } from './hints';
import { Broken } from './broken';
import { CLASS_ENTRIES_MAX } from './limits';
import { readList } from './list';
import { diskSlots, zipSlots } from './slots';
import { zipItems } from './zip';

export type { Found, FoundSubmissions, Handed, Skipped } from './handed';
export { safeFileName } from './names';

const LIST_BYTES_MAX = 10_000_000;

/** Throws only if the system fails in another way than not finding the place. */
export async function findSubmissions(where: string, hints: Hints = {}): Promise<FoundSubmissions> {
  const about = await stat(where).catch((thrown: unknown) => {
    const { code } = thrown as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw thrown;
  });
  if (!about)
    return problem(`There is no ${where}. Give a folder of submissions, a zip of them, or a list.`);
  if (about.isDirectory()) return submissionsIn(await diskSlots(where), where, false, hints);
  if (!about.isFile()) return problem(`${where} is neither a folder nor a file.`);
  const start = await startOf(where);
  if (start.startsWith('PK')) return submissionsInZip(where, about.size, hints);
  if (start.startsWith('\x1f\x8b') || /\.(tar|tgz|gz|7z|rar|xz|bz2)$/i.test(where))
    return problem(
      `${where}: a class is taken as a folder or a zip. Unpack it, and give the folder.`,
    );
  if (about.size > LIST_BYTES_MAX) return problem(`${where} is too big to be a list.`);
  const bytes = await readFile(where);
  if (bytes.includes(0)) return problem(`${where} is neither a zip nor a list in UTF-8 text.`);
  const list = readList(bytes.toString('utf8'), where);
  if (list.kind === 'problem') return list;
  const submissions = await submissionsOf(list.lines, path.dirname(path.resolve(where)), hints);
  return { kind: 'found', submissions, skipped: [] };
}

async function submissionsInZip(
  where: string,
  size: number,
  hints: Hints,
): Promise<FoundSubmissions> {
  try {
    const items = await zipItems(new FileBytes(where, size), CLASS_ENTRIES_MAX);
    return await submissionsIn(zipSlots(items), where, true, hints);
  } catch (thrown) {
    if (!(thrown instanceof Broken)) throw thrown;
    return problem(
      `${where} ${thrown.message}. Export it again, or unpack it and give the folder.`,
    );
  }
}

async function startOf(file: string): Promise<string> {
  const handle = await open(file, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4), 0, 4, 0);
    return buffer.toString('latin1', 0, bytesRead);
  } finally {
    await handle.close();
  }
}

function problem(message: string): FoundSubmissions {
  return { kind: 'problem', message };
}
