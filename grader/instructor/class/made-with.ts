/**
 * Which lists the results in a folder were made with. A run into the same folder without one of them would
 * lose people or grades, and would look right.
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { whereStood } from '../../command/place';
import { Refusal } from '../../command/run-command';
import { isRecord } from '../../report/is-record';
import { plain } from '../../report/plain';
import type { Attempts } from './people/attempts';
import type { Roster } from './people/person';
import { pointsColumn, pointsColumns } from './tables/gradebook';

const RESULTS = 'results.json';
const NAME_CHARS_MAX = 80;

/** Part of results.json. */
interface MadeWith {
  readonly roster?: {
    /** Whether anyone in the roster was in a group. */
    readonly groups: boolean;
    /** The column of the gradebook for which the points are. */
    readonly column?: string;
  };
  /** What else changed points. */
  readonly lists: readonly List[];
}

interface Given {
  readonly roster?: Roster;
  readonly column?: string;
  readonly policy?: object;
  readonly extensions?: readonly object[];
  readonly overrides?: readonly object[];
  readonly attempts?: Attempts;
  readonly scheme?: object;
}

/** What is lost without each list, and the option that gives it. */
const LISTS = {
  late: 'a late policy, and without it no work would be late. Add late=',
  extensions: 'extended deadlines, and without them their work would be late. Add extensions=',
  overrides: 'changes by hand, and without them the scores would be the raw ones. Add overrides=',
  attempts: 'attempts=, and without it other attempts would count. Add attempts=',
  course: 'the weights of a course file, and without it the points would be others. Add course=',
} as const;

type List = keyof typeof LISTS;

/** @returns undefined if it was made with none of them */
export function madeWith(given: Given): MadeWith | undefined {
  const { roster, column = '' } = given;
  const lists = listsOf(given);
  if (!roster) return lists.length === 0 ? undefined : { lists };
  const name = pointsColumn(roster, column)?.name;
  return {
    roster: { groups: hasGroups(roster), ...(name !== undefined && { column: name }) },
    lists,
  };
}

function listsOf({ policy, extensions = [], overrides = [], attempts, scheme }: Given): List[] {
  const used: Readonly<Record<List, boolean>> = {
    late: policy !== undefined,
    extensions: extensions.length > 0,
    overrides: overrides.length > 0,
    attempts: attempts !== undefined && attempts !== 'last',
    course: scheme !== undefined,
  };
  return (Object.keys(LISTS) as List[]).filter((list) => used[list]);
}

/**
 * @param folders with results, as typed
 * @param now the lists of this run
 * @param wayOut what else the instructor can do, after `Add roster=...`
 * @throws Refusal if one of the folders was made with a list that is not given now
 */
export function refuseWithout(folders: readonly string[], now: Given, wayOut = ''): void {
  for (const folder of folders) {
    const before = earlier(folder);
    const lost = before && lostWithout(before, now);
    if (lost !== undefined)
      throw new Refusal(
        `${plain(folder)} was graded with ${lost}, as when it was graded${wayOut}.`,
      );
  }
}

/** The same for lists that change points. Only a merge needs it: grade-class shows whose score changes. */
export function refuseWithoutLists(folders: readonly string[], now: Given): void {
  const given = listsOf(now);
  for (const folder of folders) {
    const lost = earlier(folder)?.lists.find((list) => !given.includes(list));
    if (lost !== undefined)
      throw new Refusal(`${plain(folder)} was graded with ${LISTS[lost]}, as when it was graded.`);
  }
}

function lostWithout(
  { roster: before }: MadeWith,
  { roster, column = '' }: Given,
): string | undefined {
  if (!before) return undefined;
  if (!roster)
    return 'a roster, and without it the new results would list nobody who is missing. Add roster=';
  if (before.groups && !hasGroups(roster))
    return 'lists that say who is in which group, and without them the other members of a group would get no grade. Add groups=';
  if (before.column === undefined || pointsColumns(roster).length === 0) return undefined;
  if (pointsColumn(roster, column)) return undefined;
  return `column=, and without it the table for the gradebook would not be for ${plain(before.column, NAME_CHARS_MAX)}. Add column=`;
}

function hasGroups({ people }: Roster): boolean {
  return people.some(({ groups }) => groups.length > 0);
}

/** @returns undefined without readable results, or if they were made without a roster */
function earlier(folder: string): MadeWith | undefined {
  const file = path.join(whereStood(folder), RESULTS);
  if (!existsSync(file)) return undefined;
  let found: unknown;
  try {
    found = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
  if (!isRecord(found)) return undefined;
  const { madeWith: told, submissions } = found;
  if (isRecord(told)) {
    const { lists } = told;
    // Results of an older version name the roster's groups without the roster around them.
    const roster = isRecord(told['roster']) ? told['roster'] : 'groups' in told ? told : undefined;
    const column = roster?.['column'];
    return {
      ...(roster && {
        roster: {
          groups: roster['groups'] === true,
          ...(typeof column === 'string' && { column }),
        },
      }),
      lists: Array.isArray(lists) ? lists.filter(isList) : [],
    };
  }
  // Older results say it only by their people.
  const rows: readonly unknown[] = Array.isArray(submissions) ? submissions : [];
  return rows.some((row) => isRecord(row) && row['person'] !== undefined)
    ? { roster: { groups: false }, lists: [] }
    : undefined;
}

function isList(name: unknown): name is List {
  return typeof name === 'string' && Object.hasOwn(LISTS, name);
}
