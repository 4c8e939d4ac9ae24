/** Finds the submissions of a class in a folder or a zip, also inside outer folders. */
import type { Platform } from '../claim';
import { isArchive } from './archive';
import { gradescopeNotes, type GradescopeNote, METADATA } from './gradescope';
import type { FoundSubmissions } from './handed';
import type { Hints } from './hints';
import { type LmsName, lmsReadings } from './lms';
import { shown } from './names';
import { isEntry, raftFolder } from './raft-folder';
import type { Slot } from './slots';
import { isOfSystem, Sorting } from './sorting';

const METADATA_BYTES_MAX = 64_000_000;
/** The most outer folders around a class. */
const WRAPPINGS_MAX = 4;

/**
 * @param where the place as typed
 * @param isInMemory whether looking into folders costs nothing
 */
export async function submissionsIn(
  top: readonly Slot[],
  where: string,
  isInMemory: boolean,
  hints: Hints,
): Promise<FoundSubmissions> {
  const slots = await unwrapped(top, isInMemory, hints.from);
  if ('lone' in slots)
    return problem(
      `${where} holds only the folder ${shown(slots.lone)}, which may be the class or one student's. If it is the class, ${isInMemory ? 'unpack it and ' : ''}give the folder that holds the submissions. If it is one student's, add from=folders.`,
    );
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

/**
 * Many exports have an outer folder, and unpacking may add another. But a student's own folder may hold
 * anything and look like an export. So an outer folder counts only if it has the platform's usual name, or
 * if the instructor names the platform.
 *
 * @returns the folder's name if it could be either
 */
async function unwrapped(
  top: readonly Slot[],
  isInMemory: boolean,
  from: Platform | undefined,
  depth = 0,
): Promise<readonly Slot[] | { readonly lone: string }> {
  const own = top.filter(({ name }) => !isOfSystem(name));
  const [only, ...others] = own;
  if (only?.kind !== 'folder' || others.length > 0 || lmsReadings(only.name).length > 0) return top;
  if (depth === WRAPPINGS_MAX || from === 'folders' || from === 'github') return top;
  const inner = await only.slots();
  if (isOneSubmission(inner)) return top;
  const platforms = new Set(inner.flatMap(platformsOf));
  const isDownload = [...platforms].some(
    (platform) => platform === from || DOWNLOADS[platform].test(only.name),
  );
  if (isDownload) return inner;
  // On disk this is not checked. A folder with several works in it is detected when it is opened.
  const students = isInMemory ? await Promise.all(inner.map(isLikeSubmission)) : [];
  if (platforms.size > 0 || students.filter(Boolean).length > 1) return { lone: only.name };
  const deeper = await unwrapped(inner, isInMemory, from, depth + 1);
  return deeper === inner ? top : deeper;
}

type Exporter = LmsName['system'] | 'gradescope';

/** Names of unpacked downloads of each platform. Repeated downloads may have a number. */
const DOWNLOADS: Readonly<Record<Exporter, RegExp>> = {
  moodle: /^.+-.+-\d+( ?\(\d+\))?$/s,
  canvas: /^(.+[ _])?submissions( ?\(\d+\))?$/is,
  gradescope: /^assignment_\d+_export( ?\(\d+\))?$/,
  blackboard: /^gradebook_.+/s,
  brightspace: /^.+ Download .+ \d{4}/s,
};

function platformsOf({ name }: Slot): readonly Exporter[] {
  if (name === METADATA) return ['gradescope'];
  return lmsReadings(name)
    .slice(0, 1)
    .map(({ system }) => system);
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
