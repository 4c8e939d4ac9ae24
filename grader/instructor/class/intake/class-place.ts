/** Tells whose each thing in a class's folder is, by the customs of Moodle, Canvas and Gradescope. */
import { archiveItems, isArchive, withoutEnding } from './archive';
import { latestOf, ownNames, type Upload } from './canvas';
import { gradescopeNotes, type GradescopeNote, METADATA } from './gradescope';
import { foundAt, foundBroken, pileOf } from './hand';
import type { Found, FoundSubmissions, Skipped } from './handed';
import { lmsName } from './lms';
import { Ids, shown } from './names';
import { isEntry, raftFolder } from './raft-folder';
import type { FileSlot, FolderSlot, Slot } from './slots';

const METADATA_BYTES_MAX = 64_000_000;

/**
 * @param where as it was typed
 * @param isInMemory looking into it costs nothing
 */
export async function submissionsIn(
  top: readonly Slot[],
  where: string,
  isInMemory: boolean,
): Promise<FoundSubmissions> {
  const slots = await unwrapped(top, isInMemory);
  if (isOneSubmission(slots))
    return problem(
      `${where} looks like a single submission, and a class is needed. Put it into a folder, and give that one; or grade it alone with "npm run grade".`,
    );
  const sorting = new Sorting(where, await notesIn(slots));
  for (const slot of slots) sorting.add(slot);
  const { submissions, skipped } = sorting.end();
  if (submissions.length > 0) return { kind: 'found', submissions, skipped };
  const names = slots.slice(0, 4).map(({ name }) => shown(name));
  const has = names.length === 0 ? 'It is empty.' : `It has ${names.join(', ')}.`;
  return problem(
    `${where} holds no submissions: no folders, no zips and no tar.gz files. ${has} Is it the right place?`,
  );
}

/** Many exports have one folder around everything. */
async function unwrapped(top: readonly Slot[], isInMemory: boolean): Promise<readonly Slot[]> {
  const own = top.filter(({ name }) => !isOfSystem(name));
  const [only, ...others] = own;
  if (only?.kind !== 'folder' || others.length > 0 || lmsName(only.name)) return top;
  const inner = await only.slots();
  if (inner.some(({ name }) => name === METADATA)) return inner;
  if (!isInMemory || isOneSubmission(inner)) return top;
  const students = await Promise.all(inner.map(isLikeSubmission));
  return students.filter(Boolean).length > 1 ? inner : top;
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

/** Systems leave such things in every folder. */
function isOfSystem(name: string): boolean {
  return name.startsWith('.') || /^(__MACOSX|thumbs\.db|desktop\.ini)$/i.test(name);
}

class Sorting {
  readonly #ids = new Ids();
  readonly #submissions: Found[] = [];
  readonly #skipped: Skipped[] = [];
  readonly #canvas = new Map<string, Upload[]>();
  readonly #moodle = new Map<string, FileSlot[]>();

  constructor(
    private readonly where: string,
    private readonly notes: ReadonlyMap<string, GradescopeNote>,
  ) {}

  add(slot: Slot): void {
    const why = this.#sort(slot);
    if (why !== undefined) this.#skipped.push({ path: slot.name, why });
  }

  end(): { readonly submissions: readonly Found[]; readonly skipped: readonly Skipped[] } {
    for (const [id, files] of this.#moodle) this.#addMoodleFiles(id, files);
    for (const [id, uploads] of this.#canvas) this.#addCanvas(id, uploads);
    return { submissions: this.#submissions, skipped: this.#skipped };
  }

  /** @returns why it is nobody's submission, if so */
  #sort(slot: Slot): string | undefined {
    const { name } = slot;
    if (isOfSystem(name)) return 'made by the system';
    if (slot.kind !== 'folder' && slot.kind !== 'file')
      return slot.kind === 'link'
        ? 'a link, and links are not followed: put the folder itself here'
        : 'neither a folder nor a file';
    const lms = lmsName(name);
    if (lms?.system === 'moodle' && lms.what !== 'file') {
      const what = lms.what === 'onlinetext' ? 'text that was typed into Moodle' : 'comments';
      return `${what}: only files are graded`;
    }
    if (slot.kind === 'folder') {
      if (name === '' || name === '..') return 'it has no name that can be used';
      this.#addFolder(slot, lms?.system === 'moodle' ? lms.id : name);
    } else if (lms?.system === 'moodle')
      put(this.#moodle, lms.id, { ...slot, item: { ...slot.item, path: lms.file } });
    else if (lms) put(this.#canvas, lms.id, { slot, ...lms });
    else if (isArchive(name)) this.#addArchive(slot);
    else if (name === METADATA) return 'read for names and times';
    else return 'neither a folder nor an archive';
    return undefined;
  }

  #addFolder(slot: FolderSlot, wanted: string): void {
    const { id, remarks } = this.#ids.claim(wanted);
    const note = this.notes.get(slot.name);
    const who = note?.submitters.join(', ') ?? '';
    const about = {
      id,
      source: this.#place(slot.name),
      ...(note?.submittedAt !== undefined && { submittedAt: note.submittedAt }),
      remarks: [...remarks, ...(who === '' ? [] : [`Submitted by ${who}.`])],
    };
    this.#submissions.push(foundAt(about, async () => pileOf(await slot.items())));
  }

  #addArchive(slot: FileSlot): void {
    const about = {
      ...this.#ids.claim(withoutEnding(slot.name)),
      source: this.#place(slot.name),
    };
    this.#submissions.push(
      foundAt(about, async () => pileOf(await archiveItems(await slot.open()))),
    );
  }

  /** Moodle gives a folder to each student, or puts the student's name before each file. */
  #addMoodleFiles(wanted: string, files: readonly FileSlot[]): void {
    const about = { ...this.#ids.claim(wanted), source: this.#place(files[0]?.name ?? '') };
    const items = files.map(({ item }) => item);
    this.#submissions.push(foundAt(about, () => Promise.resolve(pileOf(items))));
  }

  #addCanvas(wanted: string, all: readonly Upload[]): void {
    const { id, remarks } = this.#ids.claim(wanted);
    const { uploads, skipped } = latestOf(all);
    this.#skipped.push(...skipped);
    const late = uploads.some(({ isLate }) => isLate) ? ['Canvas marks it as LATE.'] : [];
    const source = this.#place(uploads[0]?.slot.name ?? '');
    const about = { id, source, remarks: [...remarks, ...late] };
    if (uploads.length === 0) this.#submissions.push(foundBroken(about, 'is empty'));
    else this.#submissions.push(foundAt(about, async () => pileOf(await ownNames(uploads))));
  }

  #place(name: string): string {
    return `${this.where.replace(/[/\\]$/, '')}/${shown(name)}`;
  }
}

function put<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key) ?? [];
  list.push(value);
  map.set(key, list);
}

function problem(message: string): FoundSubmissions {
  return { kind: 'problem', message };
}
