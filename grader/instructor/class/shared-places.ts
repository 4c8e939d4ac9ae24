/** Repositories and folders that a list names under several ids, so that all of these get one grade. Pure. */
import { someOf } from './class-screen';
import type { Entry, Shared } from './entry';

type SharedEntry = Pick<Entry, 'id' | 'shared'> & { readonly submission?: string };

/** For each shared place, what the instructor should check: a pair may want it. */
export function sharedPlaces(all: readonly SharedEntry[]): readonly string[] {
  const told = new Map<string, string>();
  for (const { id, submission = id, shared } of all) {
    if (!shared) continue;
    const names = listed([submission, ...shared.ids].sort());
    const place = told.get(names) ?? shared.place;
    told.set(names, place);
  }
  return [...told].map(
    ([names, place]) =>
      `${names} name the same repository or folder in the list, and get the same points if they mean the same commit: ${place}`,
  );
}

/** The remark of one submission, for the overview. */
export function sharedRemark({ place, ids }: Shared): string {
  return `The list names the same repository or folder for ${listed(ids)}: ${place}.`;
}

function listed(ids: readonly string[]): string {
  return ids.length === 2 ? ids.map((id) => someOf([id])).join(' and ') : someOf(ids);
}
