/**
 * Who is meant by a submission's id: looked up in a list that the course's own system exported, and never
 * guessed. A column `id` with the submissions' ids does for lists of any other origin.
 */
import { parse } from 'csv-parse/sync';

/** Lines of a CSV by the names of their columns. */
export type Roster = readonly Readonly<Record<string, string>>[];

export const OWN_ID = 'id';
export const CANVAS_NAMES = ['ID', 'SIS User ID', 'SIS Login ID'];
export const MOODLE_NAMES = ['Identifier', 'Full name', 'Email address'];

const KNOWN = [OWN_ID, ...CANVAS_NAMES, ...MOODLE_NAMES];

export function parseRoster(text: string): Roster | { readonly problem: string } {
  let lines: readonly (readonly string[])[];
  try {
    lines = parse(text, { bom: true, relax_column_count: true, skip_empty_lines: true });
  } catch (thrown) {
    return { problem: `it is no CSV: ${thrown instanceof Error ? thrown.message : ''}` };
  }
  const [head = [], ...rest] = lines;
  const columns = head.map((name) => name.trim());
  if (!columns.some((name) => KNOWN.includes(name)))
    return {
      problem: `its first line names none of the columns by which students are known: ${KNOWN.join(', ')}. Export the gradebook from Canvas, or the grading worksheet from Moodle.`,
    };
  return rest.map((cells) =>
    Object.fromEntries(columns.map((name, at) => [name, cells[at]?.trim() ?? ''])),
  );
}

/**
 * The one line in which one of these columns holds one of these names; capitals do not count. Undefined
 * if there is none, or several.
 */
export function lineOf(
  roster: Roster | undefined,
  columns: readonly string[],
  names: readonly string[],
): Readonly<Record<string, string>> | undefined {
  const wanted = new Set(names.map(same).filter((name) => name !== ''));
  const found = (roster ?? []).filter((line) =>
    [OWN_ID, ...columns].some((column) => wanted.has(same(line[column]))),
  );
  return found.length === 1 ? found[0] : undefined;
}

function same(text: string | undefined): string {
  return (text ?? '').trim().toLowerCase();
}

/** Canvas and Moodle put a number of their own behind a student's name: `lovelaceada_1234`. */
export function numberIn(id: string): string | undefined {
  return /(?:^|_)(\d+)$/.exec(id)?.[1];
}
