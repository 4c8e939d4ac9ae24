/** Who is in the class: the people of a roster, and the names by which platforms know them. */

/** What may name a person as a whole. Never a part of a name, and never a number in one. */
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
  /** Different for each. */
  readonly key: string;
  /** Empty in a worksheet that was marked anonymously. */
  readonly name: string;
  readonly email: string;
  /** Mostly one of a kind; a submission's id may be named by several people. */
  readonly ids: Readonly<Partial<Record<IdKind, readonly string[]>>>;
  readonly groups: readonly string[];
  /** Canvas's number of each, by name as {@link same} has it: members choose names, and two may choose one. */
  readonly groupIds?: ReadonlyMap<string, string>;
  /** The cells of the roster's line. */
  readonly cells: readonly string[];
}

/** What a column of a roster means. */
export type Role =
  | Exclude<IdKind, 'moodle'>
  | ('identifier' | 'name' | 'first' | 'last' | 'group' | 'role')
  /** Of Moodle's grading worksheet. */
  | ('grade' | 'maximum' | 'handedIn' | 'gradeModified' | 'feedback');

export interface Roster {
  readonly kind: 'canvas' | 'moodle' | 'gradescope' | 'plain';
  readonly head: readonly string[];
  readonly columns: ReadonlyMap<Role, number>;
  readonly people: readonly Person[];
  /** In the list of groups, and not in the roster. */
  readonly strangers?: readonly string[];
  /** Between cells, as the platform wrote it. */
  readonly delimiter: string;
  /** Canvas's line of points possible, by column. */
  readonly possible: readonly string[];
  /** The text before the number in Moodle's identifiers: `Participant `. */
  readonly identifierWord: string;
}

/** The person with what another list says of their groups as well. */
export function withGroupsOf(person: Person, { groups, groupIds }: Person): Person {
  return {
    ...person,
    groups: [...new Set([...person.groups, ...groups])],
    ...(groupIds && { groupIds: new Map([...(person.groupIds ?? []), ...groupIds]) }),
  };
}

/** Two texts that name the same; capitals and white space around do not count. */
export function same(text: string): string {
  return text.normalize('NFC').trim().toLowerCase();
}

/** `Lovelace, Ada` and `Ada Lovelace` are one name; so is one that lost its marks in a file's name. */
export function nameKey(name: string): string {
  const [last, first, ...more] = name.split(',');
  const order = first !== undefined && more.length === 0 ? `${first} ${last ?? ''}` : name;
  return words(order).join(' ');
}

/** Platforms leave them out of the names of files: `Sean OBrien` is Sean O'Brien. */
const APOSTROPHES = /['’‘ʼ`´]/g;

/** Whether Canvas may write this name so into the name of a file: some versions keep Latin letters alone. */
export function isSlugOf(slug: string, name: string): boolean {
  const [written, whole] = [words(slug).join(''), words(name).join('')];
  return written === whole || written === whole.replace(/[^a-z0-9]/g, '');
}

/** Letters and digits, in small letters. */
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
