/** Finds the submissions of a class in a folder or a zip, also inside outer folders. */
import type { Platform } from '../claim';
import { withoutEnding } from './archive';
import { Broken } from './broken';
import { METADATA } from './gradescope';
import type { FoundSubmissions } from './handed';
import type { Hints } from './hints';
import { CLASS_ENTRIES_MAX } from './limits';
import { type LmsName, lmsReadings } from './lms';
import { shown } from './names';
import { notesIn } from './notes';
import { isArchiveFile, isLikeSubmission, isOneSubmission, whyOneWork } from './one-work';
import { type Slot, zipSlots } from './slots';
import { isList, isOfSystem, Sorting } from './sorting';
import { zipItems } from './zip';

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
  if ('lone' in slots) return problem(eitherWords(where, slots, isInMemory));
  if (isOneSubmission(slots))
    return problem(
      `${where} looks like a single submission, not a class. Put it into a folder, and give that folder; or grade it alone with "npm run grade".`,
    );
  if (isResults(slots))
    return problem(
      `${where} holds results of grade-class, not submissions. Give the folder that was graded.`,
    );
  const why = slots === top ? await whyOneWork(slots, where, isInMemory, hints.from) : undefined;
  if (why !== undefined)
    return problem(
      `${where} may be the class or one student's work: ${why}. If it is one student's, put it into a folder, and give that folder. If it is the class, add from=folders.`,
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

/** Its folder feedback would be taken for a student. */
function isResults(slots: readonly Slot[]): boolean {
  return ['results.json', 'people.csv', 'feedback'].every((name) =>
    slots.some((slot) => slot.name === name),
  );
}

/** A folder or a zip that may be the class or one student's. */
interface Lone {
  readonly lone: string;
  readonly kind: 'file' | 'folder';
  /** Whose download it may be. */
  readonly platforms: readonly Platform[];
}

function eitherWords(where: string, { lone, kind, platforms }: Lone, isInMemory: boolean): string {
  const [what, unpack] = [kind === 'file' ? 'zip' : 'folder', isInMemory || kind === 'file'];
  const named = platforms.map((one) => `, or add from=${one}`).join('');
  return `${where} holds only the ${what} ${shown(lone)}, which may be the class or one student's. If it is the class, ${unpack ? 'unpack it and ' : ''}give the folder that holds the submissions${named}. If it is one student's, add from=folders.`;
}

/**
 * Many exports have an outer folder, and unpacking may add another, or leave the zip as it came. But a
 * student's own folder or zip may hold anything and look like an export. So it counts only if it has the
 * platform's usual name, or if the instructor names the platform. Lists beside it do not matter.
 *
 * @returns the outer folder or zip if it could be either
 */
async function unwrapped(
  top: readonly Slot[],
  isInMemory: boolean,
  from: Platform | undefined,
  depth = 0,
): Promise<readonly Slot[] | Lone> {
  const own = top.filter(({ name }) => !isOfSystem(name) && !isList(name));
  const [only, ...others] = own;
  if (!only || others.length > 0 || lmsReadings(only.name).length > 0) return top;
  if (depth === WRAPPINGS_MAX || from === 'folders' || from === 'github') return top;
  const inner = await slotsIn(only);
  if (!inner || (only.kind !== 'file' && only.kind !== 'folder') || isOneSubmission(inner))
    return top;
  const platforms = new Set(inner.flatMap(platformsOf));
  const name = only.kind === 'file' ? withoutEnding(only.name) : only.name;
  const isDownload = [...platforms].some(
    (platform) => platform === from || DOWNLOADS[platform].test(name),
  );
  if (isDownload) return inner;
  const isRead = isInMemory || only.kind === 'file';
  if (platforms.size > 0 || (await studentsIn(inner, isRead)) > 1)
    return { lone: only.name, kind: only.kind, platforms: [...platforms] };
  const deeper = await unwrapped(inner, isRead, from, depth + 1);
  return deeper === inner ? top : deeper;
}

/** @returns undefined for what is neither a folder nor a zip that can be read */
async function slotsIn(slot: Slot): Promise<readonly Slot[] | undefined> {
  if (slot.kind === 'folder') return slot.slots();
  if (slot.kind !== 'file' || !/\.zip$/i.test(slot.name)) return undefined;
  try {
    return zipSlots(await zipItems(await slot.open(), CLASS_ENTRIES_MAX));
  } catch (thrown) {
    if (thrown instanceof Broken) return undefined;
    throw thrown;
  }
}

/**
 * How many of these may be students' works. Folders on disk are not opened for that: one with several works
 * in it is detected when it is graded.
 */
async function studentsIn(slots: readonly Slot[], isRead: boolean): Promise<number> {
  if (!isRead) return slots.filter(isArchiveFile).length;
  return (await Promise.all(slots.map(isLikeSubmission))).filter(Boolean).length;
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

function problem(message: string): FoundSubmissions {
  return { kind: 'problem', message };
}
