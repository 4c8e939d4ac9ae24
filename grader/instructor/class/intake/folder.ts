/** The files below a folder on disk. Links are listed and never followed. */
import { constants, type Dirent } from 'node:fs';
import { lstat, open, readdir } from 'node:fs/promises';
import path from 'node:path';
import { FileBytes } from './bytes';
import { Broken } from './broken';
import type { Item } from './item';
import { DEPTH_MAX, ENTRIES_MAX } from './limits';
import { isForeign } from './raft-folder';

export async function folderItems(folder: string): Promise<readonly Item[]> {
  const items: Item[] = [];
  let seen = 0;
  await visit('', 0);
  return items;

  async function visit(within: string, depth: number): Promise<void> {
    if (depth > DEPTH_MAX) throw new Broken(`has folders within folders, over ${DEPTH_MAX} deep`);
    const entries = await readdir(path.join(folder, within), { withFileTypes: true });
    seen += entries.length;
    if (seen > ENTRIES_MAX)
      throw new Broken(`holds more than ${ENTRIES_MAX} files, and no more are read`);
    for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      const name = within === '' ? entry.name : `${within}/${entry.name}`;
      if (!entry.isDirectory()) items.push(await itemOf(path.join(folder, name), name, entry));
      // It contains no sources of the student and may be huge, so it stays one item.
      else if (isForeign(entry.name)) items.push(closed(`${name}/`));
      else await visit(name, depth + 1);
    }
  }
}

async function itemOf(file: string, name: string, entry: Dirent): Promise<Item> {
  const kind = entry.isSymbolicLink() ? 'link' : entry.isFile() ? 'file' : 'other';
  const bytes = kind === 'file' ? await sizeOf(file) : 0;
  if (bytes === undefined) return closed(name);
  return {
    ...{ path: name, kind, bytes },
    read: () => readWithoutLink(file, bytes),
    open: () => Promise.resolve(new FileBytes(file, bytes)),
  };
}

/** @returns undefined for a name that is not valid text, which the system cannot find again */
async function sizeOf(file: string): Promise<number | undefined> {
  try {
    return (await lstat(file)).size;
  } catch (thrown) {
    if (file.includes('\ufffd')) return undefined;
    throw thrown;
  }
}

function closed(name: string): Item {
  const read = (): Promise<Buffer> => Promise.reject(new Error(`${name} is not read`));
  return { path: name, kind: 'other', bytes: 0, read };
}

/** Windows has no such flags. There, the lstat call before has excluded links. */
const FLAGS =
  constants.O_RDONLY |
  ((constants as Partial<typeof constants>).O_NOFOLLOW ?? 0) |
  ((constants as Partial<typeof constants>).O_NONBLOCK ?? 0);

export async function readWithoutLink(file: string, bytes: number): Promise<Buffer> {
  const handle = await open(file, FLAGS);
  try {
    const about = await handle.stat();
    if (!about.isFile() || about.size !== bytes)
      throw new Error(`${file} changed while it was read`);
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}
