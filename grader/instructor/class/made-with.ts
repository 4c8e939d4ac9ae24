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
import type { Roster } from './people/person';
import { pointsColumn, pointsColumns } from './tables/gradebook';

const RESULTS = 'results.json';
const NAME_CHARS_MAX = 80;

/** Part of results.json. */
interface MadeWith {
  /** Whether anyone in the roster was in a group. */
  readonly groups: boolean;
  /** The column of the gradebook for which the points are. */
  readonly column?: string;
}

interface Given {
  readonly roster?: Roster;
  readonly column?: string;
}

/** @returns undefined without a roster */
export function madeWith({ roster, column = '' }: Given): MadeWith | undefined {
  if (!roster) return undefined;
  const name = pointsColumn(roster, column)?.name;
  return { groups: hasGroups(roster), ...(name !== undefined && { column: name }) };
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

function lostWithout(before: MadeWith, { roster, column = '' }: Given): string | undefined {
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
    const { groups, column } = told;
    return { groups: groups === true, ...(typeof column === 'string' && { column }) };
  }
  // Older results say it only by their people.
  const rows: readonly unknown[] = Array.isArray(submissions) ? submissions : [];
  return rows.some((row) => isRecord(row) && row['person'] !== undefined)
    ? { groups: false }
    : undefined;
}
