/** Finds lines of a list that name one repository or folder under several ids. */
import { realpath } from 'node:fs/promises';
import path from 'node:path';
import type { Shared } from '../entry';
import type { Listed } from './list';

/** A line with the id that its submission has here. */
interface Placed {
  readonly id: string;
  readonly line: Listed;
}

/**
 * By id, for lines that share their place. Two different commits of one repository are two works: a course
 * may have a branch for each student.
 *
 * @param home the list's folder, to which its paths are relative
 */
export async function sharedIn(
  all: readonly Placed[],
  home: string,
): Promise<ReadonlyMap<string, Shared>> {
  const places = new Map<string, Placed[]>();
  for (const one of all) {
    const place = await placeOf(one.line, home);
    places.set(place, [...(places.get(place) ?? []), one]);
  }
  const shared = new Map<string, Shared>();
  for (const one of all) {
    const own = [...places.values()].find((group) => group.includes(one)) ?? [];
    const others = own.filter((other) => other !== one && mayBeOneWork(one.line, other.line));
    const ids = others.map(({ id }) => id);
    if (ids.length > 0) shared.set(one.id, { place: shownPlace(one.line), ids });
  }
  return shared;
}

function shownPlace({ address }: Listed): string {
  return address.kind === 'url' ? address.shown : address.path;
}

function mayBeOneWork(a: Listed, b: Listed): boolean {
  return a.commit === undefined || b.commit === undefined || a.commit === b.commit;
}

/** Equal for one place, however it is written. */
async function placeOf({ address }: Listed, home: string): Promise<string> {
  if (address.kind === 'url') return withoutProtocol(address.url);
  const file = path.resolve(home, address.path);
  const real = await realpath(file).catch(() => file);
  return path.basename(real) === '.git' ? path.dirname(real) : real;
}

/** `https://host/a.git`, `ssh://git@host/a` and `git@host:a` are one repository. Servers ignore case. */
function withoutProtocol(url: string): string {
  const [, rest] = /^[a-z][a-z0-9+.-]*:\/\/(.*)$/is.exec(url) ?? [];
  const bare = (rest ?? url).replace(/^[^/@]*@/, '');
  const whole =
    rest === undefined ? bare.replace(/:\/?/, '/') : bare.replace(/^([^/:]+):\d+/, '$1');
  return whole
    .replace(/\/+$/, '')
    .replace(/\.git$/i, '')
    .toLowerCase();
}
