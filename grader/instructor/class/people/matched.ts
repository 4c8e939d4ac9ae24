/** The outcome of a match, and the match of a whole name. Pure. */
import { called, isOfOthers, knownBy, membersOf } from './lookup';
import { ID_KINDS, ID_WORDS, type IdKind, type Person, type Roster, same } from './person';

export interface Matched {
  readonly kind: 'matched';
  readonly people: readonly Person[];
  /** How it was matched, in words. */
  readonly how: string;
  /** People who also handed it in but are not in the roster. */
  readonly strangers: readonly string[];
  /** What the instructor should check. */
  readonly remark?: string;
  /** Whether a group of the roster has this name. */
  readonly isGroup?: true;
}

export type Match = Matched | { readonly kind: 'unmatched'; readonly why: string };

export const unmatched = (why: string): Match => ({ kind: 'unmatched', why });

export const matched = (people: readonly Person[], how: string, remark?: string): Match => ({
  kind: 'matched',
  ...{ people, how, strangers: [] },
  ...(remark !== undefined && { remark }),
});

export const groupMatched = (members: readonly Person[], how: string): Match => ({
  ...{ kind: 'matched', people: members, how, strangers: [], isGroup: true },
});

export const personAndGroup = (name: string): Match =>
  unmatched(`${name} is a person and a group in the roster`);

const WHOLE_IDS = ID_KINDS.filter((kind) => kind !== 'moodle');

/** Matches the whole name with an id, a name or a group of the roster. */
export function wholeMatch(
  name: string,
  roster: Roster,
  kinds: readonly IdKind[] = WHOLE_IDS,
): Match {
  const byId = knownBy(roster, kinds, name);
  const byIdentifier = roster.people.filter(
    ({ ids }) => same(`${roster.identifierWord}${ids.moodle?.join() ?? ''}`) === same(name),
  );
  const isIdentifier = roster.columns.has('identifier') ? byIdentifier : [];
  const all = [...new Set([...byId, ...isIdentifier, ...called(roster, name)])];
  const [one, ...more] = all;
  if (one && more.length > 0)
    return unmatched(`${name} may be ${all.map(({ key }) => key).join(' or ')}`);
  const members = membersOf(roster, name);
  if (one && isOfOthers(members, one)) return personAndGroup(name);
  if (one) {
    const kind = kinds.find((known) => one.ids[known]?.some((id) => same(id) === same(name)));
    return matched([one], kind === undefined ? 'full name' : ID_WORDS[kind]);
  }
  if (members.length > 0) return groupMatched(members, 'group');
  return unmatched('nobody in the roster has exactly this as id, e-mail address, login or name');
}
