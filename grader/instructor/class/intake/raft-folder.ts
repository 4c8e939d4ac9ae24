/** Finds the folder of a submission that the student was to hand in, only by file names. */
import type { Item } from './item';
import { nameFlaw, placeFlaw, shown } from './names';

type RaftFolder =
  | { readonly kind: 'found'; readonly folder: string; readonly others: readonly string[] }
  | { readonly kind: 'none' }
  | { readonly kind: 'several'; readonly message: string };

/** raft.ts or persister.ts. If a student wrote Raft.ts, the bundler reports it. */
const ENTRY = /^(raft|persister)\.[jt]s$/i;

export function isEntry(name: string): boolean {
  return ENTRY.test(name);
}

/** @returns the folder's path; `''` for the top */
export function raftFolder(items: readonly Item[]): RaftFolder {
  const entries = new Map<string, Set<string>>();
  for (const { path } of items) {
    const folder = parentOf(path);
    const [, entry] = ENTRY.exec(path.slice(folder === '' ? 0 : folder.length + 1)) ?? [];
    if (entry === undefined || !isPlaceOfSources(path)) continue;
    entries.set(folder, (entries.get(folder) ?? new Set()).add(entry.toLowerCase()));
  }
  const all = [...entries.keys()].sort();
  if (all.length === 0) return { kind: 'none' };
  const wholeOnes = all.filter((folder) => entries.get(folder)?.size === 2);
  const isOfKit = (folder: string): boolean =>
    /(^|\/)labs\/raft$/i.test(folder) && entries.get(folder)?.has('raft') === true;
  const ofKit = shallowest(all.filter(isOfKit));
  const best = ofKit.length > 0 ? ofKit : shallowest(all);
  const whole = best.filter((folder) => wholeOnes.includes(folder));
  const [folder, ...more] = whole.length > 0 ? whole : best;
  if (folder === undefined) return { kind: 'none' };
  if (more.length > 0) return several([folder, ...more]);
  return { kind: 'found', folder, others: wholeOnes.filter((other) => other !== folder) };
}

function several(folders: readonly string[]): RaftFolder {
  const names = folders.slice(0, 4).map((folder) => (folder === '' ? 'its top' : shown(folder)));
  const message = `has ${folders.length} folders with a raft.ts, and it is not clear which one counts: ${names.join(', ')}`;
  return { kind: 'several', message };
}

function shallowest(folders: readonly string[]): readonly string[] {
  const least = Math.min(...folders.map(depthOf));
  return folders.filter((folder) => depthOf(folder) === least);
}

function depthOf(folder: string): number {
  return folder === '' ? 0 : folder.split('/').length;
}

export function parentOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf('/'), 0));
}

/** Not in folders of packages and systems, and only with a valid name. */
export function isPlaceOfSources(path: string): boolean {
  const name = path.slice(parentOf(path).length).replace(/^\/(?=.)/, '');
  if (placeFlaw(path) !== undefined || nameFlaw(name) !== undefined) return false;
  return !path.split('/').some((part) => isForeign(part));
}

export function isForeign(part: string): boolean {
  return part === 'node_modules' || part === '__MACOSX' || part.startsWith('.');
}
