/**
 * A student's submission on Canvas. Its download has the files of the last attempt alone, but an instructor may
 * unpack several downloads into one folder.
 */
import type { Skipped } from './handed';
import { isArchive } from './archive';
import type { Item } from './item';
import { withoutAttempt } from './lms';
import { FILES_MAX, TOTAL_BYTES_MAX } from './limits';
import { isEntry } from './raft-folder';
import type { FileSlot } from './slots';
import { mayBeTaken } from './take';

export interface Upload {
  readonly slot: FileSlot;
  /** The student's file name, without Canvas's prefix. */
  readonly file: string;
  readonly isLate: boolean;
  /** Increases with every upload. */
  readonly upload: number;
}

interface CanvasSubmission {
  readonly uploads: readonly Upload[];
  readonly skipped: readonly Skipped[];
}

/** Chooses an archive, or loose files that belong together. */
export function latestOf(all: readonly Upload[]): CanvasSubmission {
  const uploads = all.filter(({ upload }) => Number.isFinite(upload));
  const archives = uploads.filter(({ file }) => isArchive(file)).toSorted(byAge);
  const loose = uploads.filter(({ file }) => !isArchive(file));
  const last = archives.at(-1);
  if (!last) return { uploads: loose, skipped: [] };
  const skip = (list: readonly Upload[], why: string): readonly Skipped[] =>
    list.map(({ slot }) => ({ path: slot.name, why }));
  const isSource = loose.some(({ file }) => isEntry(withoutAttempt(file).name));
  if (isSource && Math.max(...loose.map(({ upload }) => upload)) > last.upload)
    return { uploads: loose, skipped: skip(archives, 'the same student handed in files later') };
  if (!areAttempts(archives))
    return { uploads: archives, skipped: skip(loose, 'beside the archives of the same student') };
  const earlier = archives.slice(0, -1);
  return {
    uploads: [last],
    skipped: [
      ...skip(earlier, `the same student handed in ${last.slot.name} later`),
      ...skip(loose, `the same student handed in ${last.slot.name}, which is taken`),
    ],
  };
}

/** Whether they are one file that was handed in again and again; or else files of one attempt. */
function areAttempts(archives: readonly Upload[]): boolean {
  const names = new Set(archives.map(({ file }) => withoutAttempt(file).name.toLowerCase()));
  const isInOrder = archives.every(
    ({ upload }, at) => at === 0 || upload >= (archives[at - 1]?.upload ?? 0),
  );
  return names.size === 1 && isInOrder;
}

function byAge(a: Upload, b: Upload): number {
  const attempts = withoutAttempt(a.file).attempt - withoutAttempt(b.file).attempt;
  return attempts === 0 ? a.upload - b.upload : attempts;
}

/**
 * The files under the student's own names. A name such as `log-2.ts` was given by Canvas, unless another
 * file imports it.
 */
export async function ownNames(uploads: readonly Upload[]): Promise<readonly Item[]> {
  const sources = uploads.filter(({ slot, file }) => mayBeTaken(file, slot.item.bytes));
  const bytes = sources.reduce((sum, { slot }) => sum + slot.item.bytes, 0);
  // So many are refused later, or they are attempts at the same few files.
  const isReadable = sources.length <= FILES_MAX && bytes <= TOTAL_BYTES_MAX;
  const texts: string[] = [];
  for (const { slot } of isReadable ? sources : [])
    texts.push((await slot.item.read()).toString('utf8'));
  const isImported = (file: string): boolean => {
    const stem = `/${file.replace(/\.[cm]?[jt]sx?$/, '')}`;
    return texts.some((text) => text.includes(stem));
  };
  const named = uploads.toSorted(byAge).map(({ slot, file }) => {
    const name = isImported(file) ? file : withoutAttempt(file).name;
    return { ...slot.item, path: name };
  });
  // In order of attempts: of several items with the same name, the last one is used.
  return named;
}
