/** Reads the instructor's lists: the roster, times, the late policy, extensions, manual changes. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { PLATFORMS, type Platform } from './claim';
import type { Assignment } from './course/course';
import { COURSE_WORD } from './course/words';
import type { Row } from './entry';
import { parseExtensions } from './extensions';
import { parsePolicy } from './late';
import { listText } from './list-text';
import { type OutputOptions, rowsIn } from './outputs';
import { parseOverrides } from './overrides';
import type { Attempts } from './people/attempts';
import { withGroups } from './people/groups';
import type { Roster } from './people/person';
import { parseRoster } from './people/roster';
import { worksheetTimes } from './people/worksheet-times';
import { pointsColumn, pointsColumns } from './tables/gradebook';
import { parseTimes } from './times';
import { isZone } from './zone';
import { plain } from '../../report/plain';
import { whereStood } from '../../command/place';
import { print, Refusal } from '../../command/run-command';
import { askBack, type UsageProblem } from '../../command/usage-problem';
import type { Said, Word } from '../../command/options';

/** As typed; files are relative to the user's current folder. */
export interface Lists {
  readonly times?: string;
  readonly late?: string;
  readonly extensions?: string;
  readonly roster?: string;
  readonly groups?: string;
  readonly overrides?: string;
  readonly column?: string;
  readonly zone?: string;
  readonly attempts?: Attempts;
  /** An earlier results.json. */
  readonly compare?: string;
  /** From the course file: the late policy, and the points of the tests. */
  readonly assignment?: Assignment;
}

const ATTEMPTS: readonly Attempts[] = ['last', 'best', 'every'];

export const FROM_WORD: Word = {
  name: 'from',
  takes: 'PLATFORM',
  does: `the platform, if it is not detected: ${PLATFORMS.join(', ')}`,
};

/** Options of all commands that write the tables of a class. */
export const LIST_WORDS: readonly Word[] = [
  COURSE_WORD,
  { name: 'roster', takes: 'FILE', does: 'who is in the class: CSV of Canvas, Moodle, ...' },
  {
    name: 'groups',
    takes: 'FILE',
    does: "who is in which group: Canvas's CSV, or one with a column group",
  },
  { name: 'times', takes: 'FILE', does: 'CSV of id, submitted_at' },
  { name: 'late', takes: 'FILE', does: 'late policy, JSON' },
  { name: 'extensions', takes: 'FILE', does: 'CSV of id, deadline, reason, for single students' },
  {
    name: 'overrides',
    takes: 'FILE',
    does: 'CSV of id, score, reason, by: changes by hand (DIR/overrides.csv)',
  },
  { name: 'compare', takes: 'FILE', does: 'an earlier results.json: shows which scores changed' },
  { name: 'attempts', takes: 'last', does: 'which of several attempts count: last, best or every' },
  { name: 'column', takes: 'NAME', does: "the column of the platform's gradebook: name or number" },
  { name: 'zone', takes: 'Europe/Berlin', does: "the course's zone, for times without one" },
];

/** @returns what is wrong with the options, as far as that is known without reading files */
export function listsProblem(said: Said): UsageProblem | undefined {
  const attempts = said.one('attempts');
  if (attempts !== undefined && !ATTEMPTS.some((one) => one === attempts))
    return askBack(`attempts= is one of ${ATTEMPTS.join(', ')}, not "${attempts}".`);
  const zone = said.one('zone');
  if (zone !== undefined && !isZone(zone))
    return askBack(`zone= is a name such as Europe/Berlin or America/New_York, not "${zone}".`);
  const from = said.one('from');
  if (from !== undefined && !PLATFORMS.some((one) => one === from))
    return askBack(`from= is one of ${PLATFORMS.join(', ')}, not "${from}".`);
  return undefined;
}

export function listsIn(said: Said, assignment?: Assignment): Lists {
  const given = (name: Exclude<keyof Lists, 'assignment'>) => {
    const value = said.one(name);
    return value === undefined ? {} : { [name]: value };
  };
  return {
    ...given('times'),
    ...given('late'),
    ...given('extensions'),
    ...given('roster'),
    ...given('groups'),
    ...given('overrides'),
    ...given('column'),
    ...given('zone'),
    ...given('attempts'),
    ...given('compare'),
    ...(assignment && { assignment }),
  };
}

export function fromIn(said: Said): Platform | undefined {
  return PLATFORMS.find((one) => one === said.one('from'));
}

const OVERRIDES = 'overrides.csv';

/**
 * @param out the folder with results; overrides.csv in it is used
 * @throws Refusal if a list is missing or invalid: which, where, and why
 */
export function outputOptions(lists: Lists, out: string): OutputOptions {
  const { times, late, extensions, attempts, column, assignment } = lists;
  const policy =
    late === undefined ? assignment?.policy : parsed(late, (text) => parsePolicy(text, lists.zone));
  if (assignment && !policy) tellHalfPolicy(assignment);
  const zone = lists.zone ?? policy?.zone;
  const zoned = policy && zone !== undefined ? { ...policy, zone } : policy;
  const roster = rosterIn(lists);
  if (column !== undefined) refuseColumn(roster, column);
  const kept = path.join(out, OVERRIDES);
  const overrides = lists.overrides ?? (existsSync(whereStood(kept)) ? kept : undefined);
  const platformTimes =
    roster && zone !== undefined ? worksheetTimes(roster, zone) : new Map<string, never>();
  return {
    ...(times !== undefined && { times: parsed(times, (text) => parseTimes(text, zone)) }),
    ...(platformTimes.size > 0 && { platformTimes }),
    ...(zoned && { policy: zoned }),
    ...(extensions !== undefined && {
      extensions: parsed(extensions, (text) => parseExtensions(text, zone)),
    }),
    ...(roster && { roster }),
    ...(overrides !== undefined && { overrides: parsed(overrides, parseOverrides) }),
    listFiles: {
      ...(times !== undefined && { times }),
      ...(extensions !== undefined && { extensions }),
      ...(overrides !== undefined && { overrides }),
    },
    ...(attempts && { attempts }),
    ...(zone !== undefined && { zone }),
    ...(column !== undefined && { column }),
    ...(assignment && { scheme: assignment.scheme }),
    ...(lists.compare !== undefined && { earlier: parsed(lists.compare, earlierRows) }),
  };
}

/** A deadline and a late policy have an effect only together. */
function tellHalfPolicy({ name, text: { deadline, late } }: Assignment): void {
  if (late !== undefined && deadline === undefined)
    print(
      `The course file says what being late costs, but ${plain(name)} has no deadline: nobody is late.`,
    );
  if (late === undefined && deadline !== undefined)
    print(
      `The course file has a deadline for ${plain(name)}, but no "late": the results do not show who is late.`,
    );
}

function earlierRows(text: string): readonly Row[] | { readonly problem: string } {
  try {
    return rowsIn(text);
  } catch {
    return { problem: 'it is not a results.json of grade-class.' };
  }
}

function rosterIn({ roster, groups }: Lists): Roster | undefined {
  const people = roster === undefined ? undefined : parsed(roster, parseRoster);
  if (groups === undefined) return people;
  if (!people) throw new Refusal('groups= needs roster=, too: it says who the students are.');
  return parsed(groups, (text) => withGroups(people, text));
}

/** A typo in the name would create a second column in the gradebook. */
function refuseColumn(roster: Roster | undefined, column: string): void {
  if (roster?.kind !== 'canvas' && roster?.kind !== 'blackboard' && roster?.kind !== 'brightspace')
    throw new Refusal(
      'column= names a column of a gradebook: give the gradebook that Canvas, Blackboard or Brightspace exports as roster=.',
    );
  if (pointsColumn(roster, column)) return;
  const columns = pointsColumns(roster).map(({ name }) => plain(name, 80));
  throw new Refusal(
    `The gradebook has no single column ${plain(column, 80)} for points. It has: ${columns.length === 0 ? 'none of an assignment' : columns.join(', ')}.`,
  );
}

/** @throws Refusal for a file that cannot be read, or that `parse` makes nothing of */
export function parsed<T extends object>(
  file: string,
  parse: (text: string) => T | { readonly problem: string },
): T {
  let bytes: Buffer;
  try {
    bytes = readFileSync(whereStood(file));
  } catch (thrown) {
    const { code = 'unknown error' } = thrown as NodeJS.ErrnoException;
    throw new Refusal(`${plain(file)} cannot be read (${code}).`);
  }
  const text = listText(bytes);
  if (text === undefined)
    throw new Refusal(
      `${plain(file)} is not UTF-8 text, so names could not be read correctly. In the spreadsheet, save it as "CSV UTF-8".`,
    );
  const read = parse(text);
  if ('problem' in read) throw new Refusal(`${plain(file)}: ${plainLines(read.problem)}`);
  return read;
}

/** Makes text that quotes people or submissions safe to print. */
export function plainLines(text: string): string {
  return text
    .split('\n')
    .map((line) => plain(line))
    .join('\n');
}
