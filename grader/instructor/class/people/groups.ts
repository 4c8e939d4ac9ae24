/** Adds groups from a separate list if the roster has none, such as Canvas's gradebook. Pure. */
import { plain } from '../../../report/plain';
import { ID_KINDS, type Person, type Roster, same, withGroupsOf } from './person';
import { parseRoster } from './roster';

const NAME_CHARS_MAX = 80;

/** @param text Canvas's export of a group set, or any CSV with people and a column group */
export function withGroups(roster: Roster, text: string): Roster | { readonly problem: string } {
  const list = parseRoster(text);
  if ('problem' in list) return list;
  if (!list.columns.has('group'))
    return { problem: 'it has no column group, or group_name as Canvas calls it.' };
  const groups = new Map<Person, Person>();
  const strangers: string[] = [];
  for (const member of list.people.filter((one) => one.groups.length > 0)) {
    const person = memberIn(roster, member);
    if (person) groups.set(person, withGroupsOf(groups.get(person) ?? person, member));
    else strangers.push(plain(member.name || member.key, NAME_CHARS_MAX));
  }
  const people = roster.people.map((person) => groups.get(person) ?? person);
  return { ...roster, people, ...(strangers.length > 0 && { strangers }) };
}

/** The only person who shares an id with the member and contradicts none. */
function memberIn({ people }: Roster, member: Person): Person | undefined {
  const agree = (person: Person) => {
    const both = ID_KINDS.flatMap((kind) => {
      const [mine, theirs] = [person.ids[kind]?.[0], member.ids[kind]?.[0]];
      return mine === undefined || theirs === undefined ? [] : [same(mine) === same(theirs)];
    });
    return both.length > 0 && both.every(Boolean);
  };
  const [one, ...others] = people.filter(agree);
  return others.length === 0 ? one : undefined;
}
