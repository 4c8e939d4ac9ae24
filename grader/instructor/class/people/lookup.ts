/** Looks up people of a roster by what identifies them, by name, or by group. Pure. */
import { type IdKind, nameKey, type Person, type Roster, same, words } from './person';

export function knownBy(
  { people }: Roster,
  kinds: readonly IdKind[],
  value: string,
): readonly Person[] {
  const wanted = same(value);
  if (wanted === '') return [];
  return people.filter(({ ids }) =>
    kinds.some((kind) => ids[kind]?.some((one) => same(one) === wanted)),
  );
}

/** How the column id spells this id, in upper and lower case. */
export function alikeIn(people: readonly Person[], id: string): readonly string[] {
  const own = people.flatMap(({ ids }) => ids.own ?? []).filter((one) => same(one) === same(id));
  return [...new Set(own.map((one) => one.normalize()))];
}

/** Ids of the column id that another line has in other case. */
export function idsAlike({ people }: Roster): readonly string[] {
  const spellings = new Map<string, Set<string>>();
  for (const id of people.flatMap(({ ids }) => ids.own ?? []))
    spellings.set(same(id), (spellings.get(same(id)) ?? new Set()).add(id.normalize()));
  return [...spellings.values()].filter(({ size }) => size > 1).flatMap((all) => [...all]);
}

export function called({ people }: Roster, name: string): readonly Person[] {
  const wanted = nameKey(name);
  return wanted === '' ? [] : people.filter((person) => nameKey(person.name) === wanted);
}

/**
 * The members of the only group with this name, or with one that Canvas writes so in file names.
 *
 * @param member decides between groups of the same name; without a member they are ambiguous
 */
export function membersOf({ people }: Roster, group: string, member?: Person): readonly Person[] {
  const names = [...new Set(people.flatMap(({ groups }) => groups.map(same)))];
  const wanted = words(group).join('');
  const alike = names.filter((name) => wanted !== '' && words(name).join('') === wanted);
  const meant = names.includes(same(group))
    ? same(group)
    : alike.length === 1
      ? alike[0]
      : undefined;
  const members = people.filter(({ groups }) => groups.some((one) => same(one) === meant));
  const idOf = ({ groupIds }: Person) => groupIds?.get(meant ?? '') ?? '';
  const own = member ? members.filter((one) => idOf(one) === idOf(member)) : members;
  return new Set(own.map(idOf)).size > 1 ? [] : own;
}

/** Whether the group was named after someone who is not a member. */
export function isOfOthers(members: readonly Person[], person: Person): boolean {
  return members.length > 0 && !members.includes(person);
}
