/** The submissions of a class in one place, a folder or a zip, however it was wrapped. */
import { isArchive } from './archive';
import { gradescopeNotes, type GradescopeNote, METADATA } from './gradescope';
import type { FoundSubmissions } from './handed';
import type { Hints } from './hints';
import { lmsName } from './lms';
import { shown } from './names';
import { isEntry, raftFolder } from './raft-folder';
import type { Slot } from './slots';
import { isOfSystem, Sorting } from './sorting';

const METADATA_BYTES_MAX = 64_000_000;
/** Of folders around everything. */
const WRAPPINGS_MAX = 4;

/**
 * @param where as it was typed
 * @param isInMemory looking into it costs nothing
 */
export async function submissionsIn(
  top: readonly Slot[],
  where: string,
  isInMemory: boolean,
  hints: Hints,
): Promise<FoundSubmissions> {
  const slots = await unwrapped(top, isInMemory);
  if (isOneSubmission(slots))
    return problem(
      `${where} looks like a single submission, not a class. Put it into a folder, and give that folder; or grade it alone with "npm run grade".`,
    );
  const sorting = new Sorting(where, slots, await notesIn(slots), hints);
  const { submissions, skipped } = sorting.sorted();
  if (submissions.length > 0) return { kind: 'found', submissions, skipped };
  const names = slots.slice(0, 4).map(({ name }) => shown(name));
  const has = names.length === 0 ? 'It is empty.' : `It has ${names.join(', ')}.`;
  return problem(
    `${where} holds no submissions: no folders, no zips and no tar.gz files. ${has} Is it the right place?`,
  );
}

/** Many exports have one folder around everything, and unpacking may add another. */
async function unwrapped(
  top: readonly Slot[],
  isInMemory: boolean,
  depth = 0,
): Promise<readonly Slot[]> {
  const own = top.filter(({ name }) => !isOfSystem(name));
  const [only, ...others] = own;
  if (only?.kind !== 'folder' || others.length > 0 || lmsName(only.name)) return top;
  if (depth === WRAPPINGS_MAX) return top;
  const inner = await only.slots();
  if (isOneSubmission(inner)) return top;
  const isExport = inner.some(({ name }) => name === METADATA || lmsName(name));
  if (isExport) return inner;
  // On disk, a folder with several works in it may be one student's: that is told when it is opened.
  const students = isInMemory ? await Promise.all(inner.map(isLikeSubmission)) : [];
  if (students.filter(Boolean).length > 1) return inner;
  const deeper = await unwrapped(inner, isInMemory, depth + 1);
  return deeper === inner ? top : deeper;
}

function isOneSubmission(slots: readonly Slot[]): boolean {
  const has = (name: string): boolean => slots.some((slot) => slot.name.toLowerCase() === name);
  const hasEntry = slots.some(({ kind, name }) => kind === 'file' && isEntry(name));
  return hasEntry || (has('labs') && (has('grader') || has('package.json')));
}

async function isLikeSubmission(slot: Slot): Promise<boolean> {
  if (slot.kind === 'file') return isArchive(slot.name);
  if (slot.kind !== 'folder') return false;
  const items = await slot.items();
  return raftFolder(items).kind !== 'none' || items.some(({ path }) => isArchive(path));
}

async function notesIn(slots: readonly Slot[]): Promise<ReadonlyMap<string, GradescopeNote>> {
  const file = slots.find(({ name }) => name === METADATA);
  if (file?.kind !== 'file' || file.item.bytes > METADATA_BYTES_MAX) return new Map();
  return gradescopeNotes((await file.item.read()).toString('utf8'));
}

function problem(message: string): FoundSubmissions {
  return { kind: 'problem', message };
}
