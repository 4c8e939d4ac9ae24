/**
 * Determines the owner of each item in a class's folder by the conventions of the platforms. Everything
 * that may be a submission becomes one, if only to report that it cannot be read.
 */
import { type Claim, submitterWords } from '../claim';
import { archiveItems, isArchive, withoutEnding } from './archive';
import { otherTime } from './blackboard';
import { latestOf, ownNames, type Upload } from './canvas';
import { type GradescopeNote, METADATA } from './gradescope';
import { pileAt } from './from-list';
import { foundAt, foundBroken, pileOf } from './hand';
import type { Found, Skipped } from './handed';
import type { Hints } from './hints';
import {
  type CanvasName,
  type IsUpload,
  type LmsName,
  lmsReadings,
  ofSystem,
  systemOf,
  uploadsOf,
} from './lms';
import { localTime } from './local-time';
import { Ids, shown } from './names';
import type { Notes } from './notes';
import type { FileSlot, FolderSlot, Slot } from './slots';

/** Files that operating systems create in every folder. */
export function isOfSystem(name: string): boolean {
  return name.startsWith('.') || /^(__MACOSX|thumbs\.db|desktop\.ini)$/i.test(name);
}

/** An instructor's lists and notes beside the submissions. */
const LIST = /\.(csv|tsv|txt|md|json|ya?ml|xlsx?|ods|html?|log)$/i;

/** Whether it is one of these, and not a file that a platform named. */
export function isList(name: string): boolean {
  return LIST.test(name) && name !== METADATA && lmsReadings(name).length === 0;
}

/** Files that belong to one submission. */
interface Group {
  readonly name: LmsName;
  readonly files: { readonly slot: FileSlot; readonly name: LmsName }[];
}

export class Sorting {
  readonly #ids = new Ids();
  readonly #submissions: Found[] = [];
  readonly #skipped: Skipped[] = [];
  readonly #groups = new Map<string, Group>();
  /** Texts that students typed into Moodle, by the student's id. */
  readonly #texts = new Map<string, { readonly slot: Slot; readonly name: LmsName }>();
  readonly #isUpload: IsUpload;
  /** The platform whose pattern all names have. Only then are its numbers trusted. */
  readonly #platform: string | undefined;

  constructor(
    private readonly where: string,
    private readonly slots: readonly Slot[],
    private readonly notes: Notes,
    private readonly hints: Hints,
  ) {
    this.#isUpload = uploadsOf(slots.map(({ name }) => name));
    const named = slots
      .map(({ name }) => ({ name, readings: lmsReadings(name, this.#isUpload) }))
      .filter(({ name }) => !isOfSystem(name))
      .filter(({ name, readings }) => !LIST.test(name) || readings.length > 0);
    this.#platform =
      hints.from ??
      (named.length > 0 ? systemOf(named.map(({ readings }) => readings)) : undefined);
  }

  sorted(): { readonly submissions: readonly Found[]; readonly skipped: readonly Skipped[] } {
    for (const slot of this.slots) {
      const why = this.#sort(slot);
      if (why !== undefined) this.#skipped.push({ path: slot.name, why });
    }
    for (const group of this.#groups.values()) this.#addGroup(group);
    this.#addTexts();
    return { submissions: this.#submissions, skipped: this.#skipped };
  }

  #read(name: string): LmsName | undefined {
    const readings = lmsReadings(name, this.#isUpload);
    return this.#platform === undefined ? readings[0] : ofSystem(readings, this.#platform);
  }

  /** @returns why it is not a submission; undefined if it is one */
  #sort(slot: Slot): string | undefined {
    const { name } = slot;
    if (isOfSystem(name)) return 'made by the system';
    if (name === METADATA) return 'read for names and times';
    const lms = this.#read(name);
    if (lms?.system === 'moodle' && lms.what === 'comments')
      return 'comments: only files are graded';
    if (lms?.system === 'moodle' && lms.what === 'onlinetext') {
      this.#texts.set(lms.id, { slot, name: lms });
      return undefined;
    }
    if (name === '' || name === '..') return 'it has no name that can be used';
    if (slot.kind === 'folder') this.#addFolder(slot, lms);
    else if (slot.kind !== 'file')
      this.#addOdd(
        name,
        slot.kind === 'link'
          ? 'is a link, and links are not followed: put the folder itself there'
          : 'is neither a folder nor a file',
      );
    else if (lms) this.#put(slot, lms);
    else if (isArchive(name)) this.#addArchive(slot);
    else if (LIST.test(name)) return 'neither a folder nor an archive';
    else this.#addOdd(name, 'is a single file without a known owner');
    return undefined;
  }

  #put(slot: FileSlot, name: LmsName): void {
    // Two students on Brightspace may have one name, and two on Blackboard logins that end alike.
    const own = 'at' in name ? (name.number ?? name.before ?? '') : '';
    const key = `${name.system} ${own} ${name.id}`;
    const group = this.#groups.get(key) ?? { name, files: [] };
    group.files.push({ slot, name });
    this.#groups.set(key, group);
  }

  #addFolder(slot: FolderSlot, lms: LmsName | undefined): void {
    const note = this.notes.gradescope.get(slot.name);
    const who = (note?.submitters ?? []).map(submitterWords).join(', ');
    const claimed = this.#about(lms?.id ?? slot.name, slot.name, lms, note);
    const remarks = who === '' ? [] : [`Submitted by ${who}.`];
    const about = { ...claimed, remarks: [...claimed.remarks, ...remarks] };
    const { before } = this.hints;
    const { place } = slot;
    this.#submissions.push(
      foundAt(about, async () =>
        before !== undefined && place !== undefined
          ? pileAt(place, { before })
          : pileOf(await slot.items()),
      ),
    );
  }

  #addArchive(slot: FileSlot): void {
    const about = this.#about(withoutEnding(slot.name), slot.name, undefined);
    this.#submissions.push(
      foundAt(about, async () => pileOf(await archiveItems(await slot.open()))),
    );
  }

  #addOdd(name: string, why: string): void {
    this.#submissions.push(foundBroken(this.#about(name, name, undefined), why));
  }

  /** Adds files that the platform attributes to the same student or group. */
  #addGroup({ name, files }: Group): void {
    if (name.system === 'canvas') {
      this.#addCanvas(
        name,
        files.map(({ slot, name: one }) => ({ slot, ...(one as CanvasName) })),
      );
      return;
    }
    const about = this.#aboutAttempt(name, files);
    // Blackboard's own text about an attempt has no file name after the attempt.
    const own = files.filter((one) => one.name.system === 'moodle' || one.name.file !== '');
    const items = own.map((one) => ({ ...one.slot.item, path: one.name.file }));
    if (own.length === 0)
      this.#submissions.push(foundBroken(about, 'has no file, and only files are graded'));
    else this.#submissions.push(foundAt(about, () => Promise.resolve(pileOf(items))));
  }

  /** What Blackboard's own text says counts more than the name of a file. */
  #aboutAttempt(name: LmsName, files: Group['files']) {
    const source = files[0]?.slot.name ?? '';
    const note = files.map(({ slot }) => this.notes.blackboard.get(slot.name)).find(Boolean);
    if (!note || name.system !== 'blackboard') return this.#about(name.id, source, name);
    const told = { ...name, who: note.login, id: `${note.login} ${name.at}`, told: note.name };
    const about = this.#about(told.id, source, told);
    return {
      ...about,
      ...(note.submittedAt !== undefined && { submittedAt: note.submittedAt }),
      remarks: [...about.remarks, ...otherTime(note, localTime(name.at))],
    };
  }

  #addCanvas(name: CanvasName, all: readonly Upload[]): void {
    const { uploads, skipped } = latestOf(all);
    this.#skipped.push(...skipped);
    // Without an upload it is not a number, because Canvas would look for an upload with it.
    const upload = uploads.length === 0 ? NaN : Math.max(...uploads.map((one) => one.upload));
    const about = this.#about(name.id, uploads[0]?.slot.name ?? all[0]?.slot.name ?? '', {
      ...name,
      upload,
    });
    const late = uploads.some(({ isLate }) => isLate) ? ['Canvas marks it as LATE.'] : [];
    const remarked = { ...about, remarks: [...about.remarks, ...late] };
    if (uploads.length > 0)
      this.#submissions.push(foundAt(remarked, async () => pileOf(await ownNames(uploads))));
    else
      this.#submissions.push(
        foundBroken(remarked, 'is a text or a link on Canvas, and only files are graded'),
      );
  }

  #addTexts(): void {
    for (const [id, { slot, name }] of this.#texts) {
      const isBeside = this.#submissions.some(
        ({ claim }) => JSON.stringify(claim) === JSON.stringify(this.#claim(name, slot.name)),
      );
      const why = 'is text that was typed into Moodle, and only files are graded';
      if (isBeside) this.#skipped.push({ path: slot.name, why });
      else this.#submissions.push(foundBroken(this.#about(id, slot.name, name), why));
    }
  }

  #about(wanted: string, slotName: string, lms: LmsName | undefined, note?: GradescopeNote) {
    const { id, remarks } = this.#ids.claim(wanted);
    const time = lms && 'at' in lms ? localTime(lms.at) : note?.submittedAt;
    return {
      id,
      source: `${this.where.replace(/[/\\]$/, '')}/${shown(slotName)}`,
      claim: note
        ? ({ platform: 'gradescope', submitters: note.submitters } as const)
        : this.#claim(lms, wanted),
      ...(time !== undefined && { submittedAt: time }),
      remarks,
    };
  }

  #claim(lms: LmsName | undefined, name: string): Claim {
    if (lms?.system === 'moodle') return { platform: 'moodle', name: lms.who, number: lms.number };
    // Any student may name a file `lab_12_34_x.zip`. It counts as Canvas's name only if all names have that
    // pattern.
    if (lms === undefined || lms.system !== this.#platform)
      return this.hints.from === 'github'
        ? { platform: 'github', repository: name }
        : { platform: 'folders', name, ...(lms && { looksLike: lms.system }) };
    switch (lms.system) {
      case 'canvas': {
        const user = lms.user.startsWith('anon_') ? '' : lms.user;
        const upload = Number.isFinite(lms.upload) ? String(lms.upload) : '';
        return { platform: 'canvas', slug: lms.who, user, upload };
      }
      case 'blackboard':
        return {
          ...{ platform: 'blackboard', login: lms.who, before: lms.before ?? lms.who },
          ...(lms.told !== undefined && { told: lms.told }),
        };
      case 'brightspace':
        return { platform: 'brightspace', name: lms.who, number: lms.number ?? '' };
    }
  }
}
