/** What platforms write about submissions into files beside them. */
import { listText } from '../list-text';
import { blackboardNote, type BlackboardNote } from './blackboard';
import { gradescopeNotes, type GradescopeNote, METADATA } from './gradescope';
import { lmsReadings, ofSystem } from './lms';
import type { FileSlot, Slot } from './slots';

export interface Notes {
  /** By the name of the submission's folder. */
  readonly gradescope: ReadonlyMap<string, GradescopeNote>;
  /** By the name of the text. */
  readonly blackboard: ReadonlyMap<string, BlackboardNote>;
}

const METADATA_BYTES_MAX = 64_000_000;
/** The text contains what students typed, of which only the start is needed. */
const TEXT_BYTES_MAX = 4_000_000;

export async function notesIn(slots: readonly Slot[]): Promise<Notes> {
  const files = slots.filter((slot) => slot.kind === 'file');
  const metadata = files.find(({ name }) => name === METADATA);
  const blackboard = new Map<string, BlackboardNote>();
  for (const file of files.filter(isAttemptText)) {
    const note = blackboardNote(listText(await file.item.read()) ?? '');
    if (note) blackboard.set(file.name, note);
  }
  return {
    gradescope:
      metadata && metadata.item.bytes <= METADATA_BYTES_MAX
        ? gradescopeNotes((await metadata.item.read()).toString('utf8'))
        : new Map<string, GradescopeNote>(),
    blackboard,
  };
}

/** Blackboard's own text has no file name after the attempt. */
function isAttemptText({ name, item }: FileSlot): boolean {
  return item.bytes <= TEXT_BYTES_MAX && ofSystem(lmsReadings(name), 'blackboard')?.file === '';
}
