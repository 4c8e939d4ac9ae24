/** The people of a roster, and the ids by which platforms know them. */

/** Kinds of ids that identify a person completely. Never a part of a name or a number in one. */
export const ID_KINDS = ['own', 'login', 'sid', 'email', 'github', 'canvas', 'moodle'] as const;

export type IdKind = (typeof ID_KINDS)[number];

export const ID_WORDS: Readonly<Record<IdKind, string>> = {
  own: "the roster's column id",
  login: 'login',
  sid: 'student number',
  email: 'e-mail address',
  github: 'GitHub name',
  canvas: "Canvas's ID",
  moodle: "Moodle's Identifier",
};

export interface Person {
  /** Unique in the roster. */
  readonly key: string;
  /** Empty in a worksheet of anonymous marking. */
  readonly name: string;
  readonly email: string;
  /** Moodle's whole Identifier, such as `Participant 501`. It names one line of the worksheet. */
  readonly identifier?: string;
  /** Usually one of each kind. */
  readonly ids: Readonly<Partial<Record<IdKind, readonly string[]>>>;
  readonly groups: readonly string[];
  /** Groups of others that a cell names in what may also be the name of one group; see group-cells.ts. */
  readonly doubtful?: readonly string[];
  /**
   * Canvas's number of each group, by name as in {@link same}. Members choose names, so two groups may have
   * the same.
   */
  readonly groupIds?: ReadonlyMap<string, string>;
  /** The cells of the person's line in the roster. */
  readonly cells: readonly string[];
}

/** The meaning of a roster's column. */
export type Role =
  | Exclude<IdKind, 'moodle'>
  | ('identifier' | 'name' | 'first' | 'last' | 'group' | 'role')
  /** Only in Moodle's grading worksheet. */
  | ('grade' | 'maximum' | 'changeable' | 'handedIn' | 'gradeModified' | 'feedback');

export interface Roster {
  readonly kind: 'canvas' | 'moodle' | 'gradescope' | 'blackboard' | 'brightspace' | 'plain';
  readonly head: readonly string[];
  readonly columns: ReadonlyMap<Role, number>;
  readonly people: readonly Person[];
  /** People in the list of groups who are not in the roster. */
  readonly strangers?: readonly string[];
  /** The separator between cells that the platform used. */
  readonly delimiter: string;
  /** Canvas's line with the possible points, by column. */
  readonly possible: readonly string[];
  /** The text before the number in Moodle's identifiers: `Participant `. */
  readonly identifierWord: string;
}

/** What identifies the person in lists. Moodle's numbers do not: they may also belong to groups. */
export function idsOf({ ids }: Person): readonly string[] {
  return ID_KINDS.flatMap((kind) => (kind === 'moodle' ? [] : (ids[kind] ?? [])));
}

/** How the platform that exported the roster identifies people when it imports grades. */
const IMPORTED_BY: Partial<Record<Roster['kind'], readonly IdKind[]>> = {
  canvas: ['canvas'],
  moodle: ['moodle'],
  blackboard: ['login'],
  brightspace: ['sid', 'login'],
};

/** People whose grade the platform might give to another one, because both lines have the same id. */
export function withSharedIds({ kind, people }: Roster): readonly Person[] {
  const holders = new Map<string, Person[]>();
  for (const person of people)
    for (const by of IMPORTED_BY[kind] ?? [])
      for (const id of person.ids[by] ?? []) {
        const key = `${by} ${same(id)}`;
        holders.set(key, [...(holders.get(key) ?? []), person]);
      }
  const sharing = new Set([...holders.values()].filter(({ length }) => length > 1).flat());
  return people.filter((person) => sharing.has(person));
}

/** The person with the groups of another list as well. */
export function withGroupsOf(person: Person, { groups, groupIds, doubtful }: Person): Person {
  return {
    ...person,
    groups: [...new Set([...person.groups, ...groups])],
    ...(doubtful && { doubtful: [...(person.doubtful ?? []), ...doubtful] }),
    ...(groupIds && { groupIds: new Map([...(person.groupIds ?? []), ...groupIds]) }),
  };
}

/** A key that ignores case and surrounding white space. */
export function same(text: string): string {
  return text.normalize('NFC').trim().toLowerCase();
}

/** `lovelace, ada` and `ada lovelace`: as in {@link same}, and in the other order if there is one comma. */
export function nameForms(name: string): readonly string[] {
  const [last = '', first, ...more] = same(name).split(',');
  return first === undefined || more.length > 0
    ? [same(name)]
    : [same(name), same(`${first.trim()} ${last}`)];
}

/**
 * A key that is equal for `Lovelace, Ada` and `Ada Lovelace`, and for a name without its punctuation in a
 * file name.
 */
export function nameKey(name: string): string {
  const [last, first, ...more] = name.split(',');
  const order = first !== undefined && more.length === 0 ? `${first} ${last ?? ''}` : name;
  return words(order).join(' ');
}

/** Platforms drop apostrophes in file names: `Sean OBrien` is Sean O'Brien. */
const APOSTROPHES = /['’‘ʼ`´]/g;

/** Whether Canvas may write this name so into the name of a file: some versions keep Latin letters alone. */
export function isSlugOf(slug: string, name: string): boolean {
  const [written, whole] = [words(slug).join(''), words(name).join('')];
  return written === whole || written === whole.replace(/[^a-z0-9]/g, '');
}

/** Words of letters and digits, in lower case. */
export function words(text: string): readonly string[] {
  return (
    same(text)
      .replace(APOSTROPHES, '')
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? []
  );
}

/** `Team 2-John Smith, Jr.` ends in `John Smith, Jr.`; the comma is no sign of a last name before it. */
export function isBehind(own: string, name: string): boolean {
  const whole = words(name).join(' ');
  return [words(own).join(' '), nameKey(own)].some((end) => whole.endsWith(` ${end}`));
}

export function letters(text: string): string {
  return words(text).join('').replace(/\d/g, '');
}
