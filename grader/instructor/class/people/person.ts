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
  /** Groups of others that a cell names in what may as well be the name of one group: see group-cells.ts. */
  readonly doubtful?: readonly string[];
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

/** Letters and digits, in small letters. */
export function words(text: string): readonly string[] {
  return (
    same(text)
      .replace(APOSTROPHES, '')
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? []
  );
}
