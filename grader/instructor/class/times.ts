/**
 * Reads the instructor's list of submission times: a CSV with the columns id, submitted_at and
 * free_days_used; one of the last two may be missing. Pure. Other columns are ignored, so that a platform's
 * export can be used after renaming columns.
 */
import { CsvError, parse } from 'csv-parse/sync';
import { instantIn } from './instant';
import { same } from './people/person';

export interface Submitted {
  /** ISO 8601 with a time zone. Undefined if the platform's time counts. */
  readonly submittedAt?: string;
  /** Free days used in earlier assignments; 0 if not given. */
  readonly freeDaysUsed: number;
  /** Number of the line in the instructor's list, from 1. */
  readonly line?: number;
}

/** By submission id. Rows with neither a time nor used free days are left out. */
export type SubmissionTimes = ReadonlyMap<string, Submitted>;

const ID = 'id';
const SUBMITTED_AT = 'submitted_at';
const FREE_DAYS_USED = 'free_days_used';
const DAYS_MAX = 366;
const SHOWN_CHARS_MAX = 60;

interface Line {
  /** Number of the line in the file, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** @param zone the course's zone, for times without one */
export function parseTimes(
  text: string,
  zone?: string,
): SubmissionTimes | { readonly problem: string } {
  const lines = linesOf(text);
  if ('problem' in lines) return lines;
  const [header, ...rows] = lines;
  const names = (header?.cells ?? []).map((name) => name.toLowerCase().replaceAll(' ', '_'));
  const columnOf = (name: string) => {
    const at = names.indexOf(name);
    return at === -1 ? undefined : at;
  };
  const [id, at, used] = [columnOf(ID), columnOf(SUBMITTED_AT), columnOf(FREE_DAYS_USED)];
  if (id === undefined || (at ?? used) === undefined)
    return {
      problem: `The list of times has no column ${id === undefined ? ID : SUBMITTED_AT}. Its first line must name the columns: ${ID},${SUBMITTED_AT} and, if wanted, ${FREE_DAYS_USED}.`,
    };
  const twice = [ID, SUBMITTED_AT, FREE_DAYS_USED].find(
    (name) => names.indexOf(name) !== names.lastIndexOf(name),
  );
  if (twice !== undefined) return { problem: `The list of times has two columns ${twice}.` };

  const times = new Map<string, Submitted>();
  const seen = new Map<string, number>();
  for (const { line, cells } of rows) {
    const wrong = (what: string) => ({ problem: `The list of times, line ${line}: ${what}` });
    const who = cells[id] ?? '';
    const when = at === undefined ? '' : (cells[at] ?? '');
    if (who === '') return wrong(`the ${ID} is missing.`);
    const before = seen.get(same(who));
    if (before !== undefined) return wrong(`${shown(who)} is in line ${before} already.`);
    seen.set(same(who), line);
    const days = used === undefined || cells[used] === '' ? '0' : (cells[used] ?? '0');
    if (!/^\d{1,3}$/.test(days) || Number(days) > DAYS_MAX)
      return wrong(`${FREE_DAYS_USED} is a whole number up to ${DAYS_MAX}, not ${shown(days)}.`);
    const freeDaysUsed = Number(days);
    if (when === '') {
      if (freeDaysUsed > 0) times.set(who, { freeDaysUsed, line });
      continue;
    }
    const instant = instantIn(when, zone);
    if ('problem' in instant) return wrong(instant.problem);
    times.set(who, { submittedAt: instant.iso, freeDaysUsed, line });
  }
  return times;
}

function linesOf(text: string): readonly Line[] | { readonly problem: string } {
  const first = /^[^\r\n]*/.exec(text)?.[0] ?? '';
  // Where the decimal separator is a comma, spreadsheets separate cells with semicolons.
  const delimiter = [',', ';', '\t'].find((sign) => first.includes(sign)) ?? ',';
  try {
    const records = parse(text, {
      bom: true,
      delimiter,
      info: true,
      relaxColumnCount: false,
      skipEmptyLines: true,
      trim: true,
    }) as unknown as readonly {
      readonly record: readonly string[];
      readonly info: { readonly lines: number };
    }[];
    return records.map(({ record, info }) => ({ line: info.lines, cells: record }));
  } catch (thrown) {
    if (!(thrown instanceof CsvError)) throw thrown;
    return { problem: `The list of times is not CSV: ${thrown.message}` };
  }
}

function shown(text: string): string {
  return JSON.stringify(text.slice(0, SHOWN_CHARS_MAX));
}
