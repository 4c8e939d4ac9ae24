/** Writes tables as CSV. Texts may come from students, and spreadsheets take some texts for formulas. */
import { stringify } from 'csv-stringify/sync';
import { plain } from '../../../report/plain';
import type { Row } from '../entry';
import { rounded } from '../rounded';

/** Null and undefined are empty cells: no score is different from zero. */
export type Cell = string | number | null | undefined;

const CELL_CHARS_MAX = 2_000;
/** Includes full-width characters, and leading white space, which some programs ignore. */
const FORMULA = /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r]/;
/** Separators with which spreadsheets in other countries would begin a new cell with the formula. */
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
    // Text with the table's own separator is quoted, so it stays one cell.
    sign === delimiter ? sign : `${sign}'`,
  );
  // Moodle writes a dash if there is no time, and no program takes that for a formula.
  return FORMULA.test(cell) && cell !== '-' ? `'${safe}` : safe;
}

/** By id in code units, which is the same order on every machine. */
export function sorted(rows: readonly Row[]): readonly Row[] {
  return [...rows].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
}

/**
 * Converts a score to the platform's maximum, rounded to hundredths.
 *
 * @param score not rounded yet
 */
export function scaled(score: number | null, maxScore: number, maximum: number): number | null {
  if (score === null || maxScore <= 0) return score;
  return rounded((score * maximum) / maxScore);
}

interface Maximum {
  readonly value: number;
  /** As the platform writes numbers. */
  readonly sign: '.' | ',';
}

/** `7,50`, or `1,000.00` after a spreadsheet: the last sign is the decimal one, unless it has three digits. */
export function maximumIn(text: string): Maximum | undefined {
  const sign = text.lastIndexOf(',') > text.lastIndexOf('.') ? ',' : '.';
  const isWhole = /^\s*\d{1,3}([.,])\d{3}(?:\1\d{3})*\s*$/.test(text);
  const digits = isWhole
    ? text.replace(/[.,]/g, '')
    : text.replaceAll(sign === ',' ? '.' : ',', '');
  const value = Number(digits.replace(sign, '.').trim() || NaN);
  return value > 0 ? { value, sign } : undefined;
}
