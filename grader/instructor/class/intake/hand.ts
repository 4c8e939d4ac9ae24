/** Opens one submission, and returns the student's files or the reason why there are none. */
import { archiveItems, isArchive } from './archive';
import type { Claim } from '../claim';
import type { Shared } from '../entry';
import { MemoryBytes } from './bytes';
import type { Found, Handed } from './handed';
import { Broken } from './broken';
import { ASK_AGAIN, type Item, nothingToClose, type Pile } from './item';
import { shown } from './names';
import { isPlaceOfSources } from './raft-folder';
import { refuseTooBig } from './slots';
import { type Taken, takeFrom } from './take';

interface About {
  readonly id: string;
  readonly source: string;
  readonly submittedAt?: string;
  readonly claim?: Claim;
  readonly shared?: Shared;
  readonly remarks: readonly string[];
}

export function foundAt(about: About, open: () => Promise<Pile>): Found {
  const { id, source, claim, submittedAt, shared } = about;
  return {
    ...{ id, source },
    ...(claim && { claim }),
    ...(submittedAt !== undefined && { submittedAt }),
    ...(shared && { shared }),
    open: () => handOver(about, open),
  };
}

/** A submission that cannot be read because of its content. */
export function foundBroken(about: About, why: string): Found {
  return foundAt(about, () => Promise.reject(new Broken(why)));
}

export function pileOf(items: readonly Item[]): Pile {
  return { items, close: nothingToClose };
}

async function handOver(about: About, open: () => Promise<Pile>): Promise<Handed> {
  try {
    const pile = await open();
    try {
      return await handedOf(about, pile);
    } finally {
      await pile.close();
    }
  } catch (thrown) {
    if (!(thrown instanceof Broken)) throw thrown;
    const problem = `The submission ${thrown.message}. ${thrown.advice ?? ASK_AGAIN}`;
    return { ...about, files: new Map(), ignored: [], problem };
  }
}

async function handedOf(about: About, pile: Pile): Promise<Handed> {
  const { items, ignored, remarks } = takeFrom(pile.items) ?? (await takeFromArchive(pile.items));
  const files = new Map<string, Buffer>();
  for (const [name, item] of items) files.set(name, await item.read());
  return {
    ...about,
    files,
    ignored,
    ...(pile.commit !== undefined && { commit: pile.commit }),
    ...(pile.committedAt !== undefined && { submittedAt: pile.committedAt }),
    remarks: [...about.remarks, ...(pile.remarks ?? []), ...remarks],
  };
}

/**
 * Without raft.ts, looks for the single archive that contains it. Archives inside that one are not opened.
 */
async function takeFromArchive(items: readonly Item[]): Promise<Taken> {
  const archives = items.filter(
    ({ kind, path }) => kind === 'file' && isArchive(path) && isPlaceOfSources(path),
  );
  const [archive, ...more] = archives;
  if (!archive) throw new Broken(nothingIn(items));
  if (more.length === 0) {
    const within = await itemsOf(archive);
    const taken = takeFrom(within);
    if (taken) return withBeside(taken, items, archive);
    throw new Broken(`has an archive (${shown(archive.path)}) that ${nothingIn(within)}`);
  }
  const unclear = `has several archives, and it is not clear which one counts: ${names(archives)}`;
  if (archives.length > ARCHIVES_MAX) throw new Broken(unclear);
  const fitting: { readonly archive: Item; readonly taken: Taken }[] = [];
  for (const one of archives) {
    const taken = takeFrom(await itemsOf(one));
    if (taken) fitting.push({ archive: one, taken });
  }
  const [only, ...others] = fitting;
  if (!only || others.length > 0) throw new Broken(unclear);
  return withBeside(only.taken, items, only.archive);
}

/** Students hand in a report or data beside their code, not more. */
const ARCHIVES_MAX = 8;

function withBeside(taken: Taken, items: readonly Item[], archive: Item): Taken {
  const beside = items
    .filter((item) => item !== archive)
    .map(({ path }) => ({ path, why: 'beside the archive with raft.ts' }));
  return { ...taken, ignored: [...taken.ignored, ...beside.slice(0, 20)] };
}

async function itemsOf(archive: Item): Promise<readonly Item[]> {
  try {
    refuseTooBig(archive.bytes);
    const bytes = archive.open ? await archive.open() : new MemoryBytes(await archive.read());
    return await archiveItems(bytes);
  } catch (thrown) {
    if (!(thrown instanceof Broken)) throw thrown;
    throw new Broken(`has an archive (${shown(archive.path)}) that ${thrown.message}`);
  }
}

function nothingIn(items: readonly Item[]): string {
  if (items.length === 0) return 'is empty';
  return `has no raft.ts and no persister.ts in any folder. It has ${names(items)}`;
}

function names(items: readonly Item[]): string {
  const some = items.slice(0, 4).map(({ path }) => shown(path));
  const more = items.length - some.length;
  return `${some.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
