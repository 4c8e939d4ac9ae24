/** Writes tables as CSV. Names and texts are students', and a spreadsheet takes some texts for formulas. */
import { stringify } from 'csv-stringify/sync';
import { plain } from '../../../report/plain';
import type { Row } from '../entry';

/** Null and undefined stay empty: no score is no zero. */
export type Cell = string | number | null | undefined;

const CELL_CHARS_MAX = 2_000;
/** Also the wide forms, and behind white space, which some programs skip. */
const FORMULA = /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r]/;
/** Where a spreadsheet of another country begins a new cell, which then begins with the formula. */
const NEW_CELL = /[,;|](?=\s*[=+\-@\uff1d\uff0b\uff0d\uff20])/g;

export function csv(lines: readonly (readonly Cell[])[], delimiter = ','): string {
  return stringify(
    lines.map((cells) => cells.map((cell) => written(cell, delimiter))),
    { record_delimiter: '\n', delimiter },
  );
}

function written(cell: Cell, delimiter: string): string {
  if (cell === null || cell === undefined) return '';
  if (typeof cell === 'number') return String(cell);
  const safe = plain(cell, CELL_CHARS_MAX).replace(NEW_CELL, (sign) =>
    // Behind its own sign a text stands in quotes.
    sign === delimiter ? sign : `${sign}'`,
  );
  // Moodle writes a dash where there is no time yet, and no program takes that for a formula.
  return FORMULA.test(cell) && cell !== '-' ? `'${safe}` : safe;
}

/** By id and code units, which is the same order on every machine. */
export function sorted(rows: readonly Row[]): readonly Row[] {
  return [...rows].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
}

/** In the points of the platform's own maximum, in hundredths. */
export function scaled(score: number | null, maxScore: number, maximum: number): number | null {
  if (score === null || maxScore <= 0) return score;
  return Math.round((score * maximum * 100) / maxScore) / 100;
}
