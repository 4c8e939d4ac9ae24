/** The top level of a class's folder, on disk or in a zip: usually one slot for each student. */
import { lstat, readdir } from 'node:fs/promises';
import path from 'node:path';
import { type Bytes, FileBytes, MemoryBytes } from './bytes';
import { folderItems, readWithoutLink } from './folder';
import { Broken } from './broken';
import type { Item } from './item';
import { ARCHIVE_BYTES_MAX } from './limits';

export interface FolderSlot {
  readonly kind: 'folder';
  readonly name: string;
  /** Its path, if it is on disk. */
  readonly place?: string;
  slots(): Promise<readonly Slot[]>;
  /** Everything below the folder, with paths relative to it. */
  items(): Promise<readonly Item[]>;
}

export interface FileSlot {
  readonly kind: 'file';
  readonly name: string;
  /** The file as an item. */
  readonly item: Item;
  open(): Promise<Bytes>;
}

interface OddSlot {
  readonly kind: 'link' | 'other';
  readonly name: string;
}

export type Slot = FolderSlot | FileSlot | OddSlot;

export async function diskSlots(folder: string): Promise<readonly Slot[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const slots = entries.map(async (entry): Promise<Slot> => {
    const { name } = entry;
    const place = path.join(folder, name);
    if (entry.isDirectory())
      return {
        kind: 'folder',
        ...{ name, place },
        slots: () => diskSlots(place),
        items: () => folderItems(place),
      };
    if (!entry.isFile()) return { kind: entry.isSymbolicLink() ? 'link' : 'other', name };
    const { size } = await lstat(place);
    const item: Item = {
      path: name,
      kind: 'file',
      bytes: size,
      read: () => readWithoutLink(place, size),
    };
    const open = (): Promise<Bytes> => {
      refuseTooBig(size);
      return Promise.resolve(new FileBytes(place, size));
    };
    return { kind: 'file', name, item: { ...item, open }, open };
  });
  return inOrder(await Promise.all(slots));
}

export function zipSlots(items: readonly Item[]): readonly Slot[] {
  const below = new Map<string, Item[]>();
  const slots: Slot[] = [];
  for (const item of items) {
    const slash = item.path.indexOf('/');
    if (slash === -1) {
      slots.push(zipFile(item));
      continue;
    }
    const top = item.path.slice(0, slash);
    const list = below.get(top) ?? [];
    list.push({ ...item, path: item.path.slice(slash + 1) });
    below.set(top, list);
  }
  for (const [name, list] of below)
    slots.push({
      kind: 'folder',
      name,
      slots: () => Promise.resolve(zipSlots(list)),
      items: () => Promise.resolve(list),
    });
  return inOrder(slots);
}

function zipFile(item: Item): Slot {
  const { path: name, kind } = item;
  if (kind !== 'file') return { kind, name };
  const open = async (): Promise<Bytes> => {
    refuseTooBig(item.bytes);
    return new MemoryBytes(await item.read());
  };
  return { kind: 'file', name, item, open };
}

export function refuseTooBig(bytes: number): void {
  if (bytes > ARCHIVE_BYTES_MAX)
    throw new Broken(`is an archive of over ${ARCHIVE_BYTES_MAX / 1_000_000} MB`);
}

/** Sorted, so that the ids of submissions with the same name do not depend on the system. */
function inOrder(slots: readonly Slot[]): readonly Slot[] {
  return slots.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}
