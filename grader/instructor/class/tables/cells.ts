/** Writes tables as CSV. Names and texts are students', and a spreadsheet takes some texts for formulas. */
import { stringify } from 'csv-stringify/sync';
import { plain } from '../../../report/plain';
import type { Row } from '../entry';

/** Null and undefined stay empty: no score is no zero. */
export type Cell = string | number | null | undefined;

const CELL_CHARS_MAX = 2_000;
/** Also the wide forms, and behind white space, which some programs skip. */
const FORMULA = /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r]/;

export function csv(lines: readonly (readonly Cell[])[]): string {
  return stringify(
    lines.map((cells) => cells.map(written)),
    { record_delimiter: '\n' },
  );
}

function written(cell: Cell): string {
  if (cell === null || cell === undefined) return '';
  if (typeof cell === 'number') return String(cell);
  const safe = plain(cell, CELL_CHARS_MAX);
  return FORMULA.test(cell) ? `'${safe}` : safe;
}

/** By id and code units, which is the same order on every machine. */
export function sorted(rows: readonly Row[]): readonly Row[] {
  return [...rows].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
}

/** What counts: after the late policy, if there is one. */
export function scoreOf({ score, lateness }: Row): number | null {
  return lateness ? lateness.score : score;
}
