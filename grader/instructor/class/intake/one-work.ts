/** Whether a place that was given as the class is one student's work. */
import path from 'node:path';
import type { Platform } from '../claim';
import { isArchive } from './archive';
import { METADATA } from './gradescope';
import { lmsReadings } from './lms';
import { shown } from './names';
import { isEntry, raftFolder } from './raft-folder';
import type { FileSlot, Slot } from './slots';
import { isList, isOfSystem } from './sorting';

/** Beyond doubt: no class looks like this. */
export function isOneSubmission(slots: readonly Slot[]): boolean {
  const has = (name: string): boolean => slots.some((slot) => slot.name.toLowerCase() === name);
  const hasEntry = slots.some(({ kind, name }) => kind === 'file' && isEntry(name));
  return hasEntry || (has('labs') && (has('grader') || has('package.json')));
}

export function isArchiveFile(slot: Slot): slot is FileSlot {
  return slot.kind === 'file' && isArchive(slot.name);
}

export async function isLikeSubmission(slot: Slot): Promise<boolean> {
  if (slot.kind !== 'folder') return isArchiveFile(slot);
  const items = await slot.items();
  return raftFolder(items).kind !== 'none' || items.some(({ path: name }) => isArchive(name));
}

/** A day at the end of a name, `class_2026_11_20`, has the pattern of Canvas. */
const IS_DATED = /_20\d\d_[01]?\d_[0-3]?\d$/;
/** A student's folder in Gradescope's export. */
const GRADESCOPE = /^submission_\d+$/;
/** Folders of the kit, which students pack with their work. */
const OF_KIT = /^(labs|raft)$/i;

/**
 * The name of a place may be a platform's name for one student's work, or its only folder may be the
 * student's own. Then the kit must not choose an id from inside the work.
 *
 * @param isInMemory whether it is a zip
 * @returns why it may be one student's; undefined if it is a class
 */
export async function whyOneWork(
  slots: readonly Slot[],
  where: string,
  isInMemory: boolean,
  from: Platform | undefined,
): Promise<string | undefined> {
  const own = slots.filter(({ name }) => !isOfSystem(name) && !isList(name));
  const isNamed = ({ name }: Slot) => name === METADATA || lmsReadings(name).length > 0;
  if (from === 'folders' || from === 'github' || own.every(isNamed)) return undefined;
  const works = async () => (await Promise.all(own.map(isLikeSubmission))).filter(Boolean).length;
  const name = path.basename(path.resolve(where));
  const bare = name.replace(/\.zip$/i, '');
  const isOfPlatform = lmsReadings(name).length > 0 || GRADESCOPE.test(bare);
  if (isOfPlatform && (!IS_DATED.test(bare) || (await works()) <= 1))
    return `a platform names one student's work like ${shown(name)}`;
  const [only, ...others] = own;
  if (!only || others.length > 0 || only.kind !== 'folder') return undefined;
  if (!isInMemory && !OF_KIT.test(only.name)) return undefined;
  return (await works()) === 1 ? `it holds only the folder ${shown(only.name)}` : undefined;
}
