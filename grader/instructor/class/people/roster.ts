/**
 * Reads a roster: the gradebook of Canvas, Blackboard or Brightspace, Moodle's participants or grading worksheet, Gradescope's roster, or
 * another CSV. Pure.
 */
import { plain } from '../../../report/plain';
import { groupsIn } from './group-cells';
import { columnsOf, gradebookOf, isGradebook } from './headings';
import {
  ID_KINDS,
  type IdKind,
  idsOf,
  nameKey,
  type Person,
  type Role,
  type Roster,
  same,
  withGroupsOf,
} from './person';
import { readTable } from './table';

const NAMES_CHARS_MAX = 200;
const WANTED =
  'It takes the gradebook that Canvas, Blackboard or Brightspace exports, the grading worksheet or the list of participants of Moodle, the roster of Gradescope, or a CSV with a column such as id, name, email, login, sid, github or group.';

export function parseRoster(text: string): Roster | { readonly problem: string } {
  const table = readTable(text);
  if ('problem' in table) return table;
  const { head, delimiter } = table;
  const people = table.lines.filter((line) => !isNoPerson(head, line));
  const { columns, identifierWord } = columnsOf(head, people);
  if (![...columns.keys()].some((role) => NAMING.has(role)))
    return {
      problem: `the first line names no column that identifies people (${head.map((name) => plain(name, 40)).join(', ')}). ${WANTED}`,
    };
  if (people.length === 0) return { problem: `it lists no people. ${WANTED}` };
  const groupIds = head.findIndex((name) => /^canvas_group_id$/i.test(name));
  const groupsOf = groupsIn(people.map((cells) => cells[columns.get('group') ?? -1] ?? ''));
  const shortened = shortenedIn(people, columns);
  if (shortened !== undefined)
    return {
      problem: `${shortened} is a number that a spreadsheet has shortened, so it does not identify a person. Export the file again and use it unchanged, or format that column as text in the spreadsheet.`,
    };
  return {
    kind: kindOf(head, columns),
    ...{ head, delimiter, columns, identifierWord },
    people: withOwnKeys(
      distinct(
        people.map((cells) => personOf(cells, columns, groupIds, groupsOf)).filter(isStudent),
      ),
    ),
    possible: table.lines.find((cells) => /^\s*points possible$/i.test(cells[0] ?? '')) ?? [],
  };

  function isStudent(person: Person): boolean {
    const role = person.cells[columns.get('role') ?? -1] ?? '';
    return !/^(instructor|ta|teacher|teaching assistant|reader|non-editing teacher)$/i.test(role);
  }
}

const NAMING: ReadonlySet<Role> = new Set<Role>([
  ...['own', 'login', 'sid', 'email', 'github', 'canvas', 'identifier', 'name', 'last'],
] as Role[]);

/** A spreadsheet's `1.23457E+08` could be any of a thousand ids. */
function shortenedIn(
  lines: readonly (readonly string[])[],
  columns: ReadonlyMap<Role, number>,
): string | undefined {
  const numbers = (['own', 'login', 'sid', 'canvas', 'identifier'] as const).flatMap(
    (role) => columns.get(role) ?? [],
  );
  return lines
    .flatMap((cells) => numbers.map((at) => (cells[at] ?? '').trim()))
    .find((cell) => /^\d([.,]\d+)?E\+\d+$/.test(cell));
}

/** Canvas lists the maximum points, the posting mode and a test student among the people. */
function isNoPerson(head: readonly string[], cells: readonly string[]): boolean {
  if (!isGradebook(head)) return cells.every((cell) => cell.trim() === '');
  const at = Math.max(0, head.indexOf('Student'));
  const name = (cells[at] ?? '').trim();
  const first = (cells[head.indexOf('FirstName')] ?? '').trim();
  const whole = first === '' ? name : `${name}, ${first}`;
  return name === '' || /^points possible$/i.test(name) || whole === 'Student, Test';
}

function kindOf(head: readonly string[], columns: ReadonlyMap<Role, number>): Roster['kind'] {
  if (columns.has('identifier')) return 'moodle';
  if (columns.has('canvas') && isGradebook(head)) return 'canvas';
  if (head.includes('SID') && columns.has('email')) return 'gradescope';
  return gradebookOf(head) ?? 'plain';
}

/** @param groupIds the column with group numbers in Canvas's list of groups; -1 in all other lists */
function personOf(
  cells: readonly string[],
  columns: ReadonlyMap<Role, number>,
  groupIds: number,
  groupsOf: ReturnType<typeof groupsIn>,
): Person {
  const cell = (role: Role) => {
    const at = columns.get(role);
    const text = at === undefined ? '' : (cells[at] ?? '').trim();
    // Brightspace writes #0012, so that a spreadsheet keeps the zeros.
    return role === 'login' || role === 'sid' ? text.replace(/^#/, '') : text;
  };
  const identifier = cell('identifier');
  const ids: Partial<Record<IdKind, readonly string[]>> = {};
  for (const kind of ID_KINDS) {
    const value = kind === 'moodle' ? (/\d+$/.exec(identifier)?.[0] ?? '') : cell(kind);
    if (value !== '') ids[kind] = [value];
  }
  // Canvas's file names begin with the last name.
  const both = columns.has('canvas')
    ? [cell('last'), cell('first')].filter(Boolean).join(', ')
    : `${cell('first')} ${cell('last')}`.trim();
  const name = cell('name') || both;
  // Canvas has one line per member and group, and students may choose the names.
  const isOneGroup = groupIds !== -1;
  const { sure, doubtful } = groupsOf(cell('group'));
  const whole = [cell('group')].filter((group) => group !== '');
  const given = [...(['login', 'sid', 'email'] as const).map(cell), identifier, cell('canvas')];
  const key =
    [...given, cell('github'), name, cell('own')].find((text) => text !== '') ?? 'unnamed';
  return {
    key: plain(key, NAMES_CHARS_MAX),
    ...{ name, ids, groups: isOneGroup ? whole : sure, cells },
    ...(!isOneGroup && doubtful.length > 0 && { doubtful }),
    ...(isOneGroup && { groupIds: new Map([[same(cell('group')), cells[groupIds] ?? '']]) }),
    email: cell('email'),
    ...(identifier !== '' && { identifier }),
  };
}

/** A person may have several lines, one for each group or submission. */
function distinct(people: readonly Person[]): readonly Person[] {
  const found = new Map<string, Person>();
  for (const person of people) {
    const key = same(person.key);
    const before = found.get(key);
    if (!before) found.set(key, person);
    else if (isOne(before, person)) found.set(key, joined(before, person));
    else {
      let n = 2;
      while (found.has(`${key} (${n})`)) n++;
      found.set(`${key} (${n})`, { ...person, key: `${person.key} (${n})` });
    }
  }
  return [...found.values()];
}

/** In lists, a key that is somebody else's id as well would mean both: another id is the key then. */
function withOwnKeys(people: readonly Person[]): readonly Person[] {
  const holders = new Map<string, Set<Person>>();
  for (const person of people)
    for (const id of [...idsOf(person), person.name].map(same))
      holders.set(id, (holders.get(id) ?? new Set()).add(person));
  return people.map((person) => {
    const { ids, name } = person;
    const given = KEYS.flatMap((kind) => (kind === 'name' ? [name] : (ids[kind] ?? [])));
    const [first, ...others] = given.filter((id) => id !== '');
    const isClear = (id: string) => holders.get(same(id))?.size === 1;
    const key = first === undefined || isClear(first) ? undefined : others.find(isClear);
    return key === undefined ? person : { ...person, key: plain(key, NAMES_CHARS_MAX) };
  });
}

/** What may be a key, the best first. */
const KEYS = ['login', 'sid', 'email', 'canvas', 'github', 'name', 'own'] as const;

/** Whether name and all ids from the platform are the same. */
function isOne(a: Person, b: Person): boolean {
  const kinds = ID_KINDS.filter((kind) => kind !== 'own');
  return (
    nameKey(a.name) === nameKey(b.name) &&
    kinds.some((kind) => a.ids[kind] !== undefined) &&
    kinds.every((kind) => same(a.ids[kind]?.[0] ?? '') === same(b.ids[kind]?.[0] ?? ''))
  );
}

/** Of two lines about one person: the submissions and groups of both. */
function joined(a: Person, b: Person): Person {
  const own = [...new Set([...(a.ids.own ?? []), ...(b.ids.own ?? [])])];
  return withGroupsOf({ ...a, ids: { ...a.ids, ...(own.length > 0 && { own }) } }, b);
}
