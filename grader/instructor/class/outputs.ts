/**
 * Writes all that an instructor gets of a class: made from the entries and nothing else, so that a run
 * that was interrupted, sharded or repeated gives the same bytes. What was measured (costs) goes into
 * timings.csv alone. Whole or not at all: each file is written beside its place and put there at the end.
 */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ClassRun, Entry, Row } from './entry';
import { safeFileName } from './intake';
import { afterPolicy, type LatePolicy } from './late';
import { feedbackHtml, feedbackMarkdown, overviewHtml } from './pages';
import { canvasCsv, moodleCsv, resultsCsv, type Roster } from './tables';
import { csv } from './tables/cells';
import type { SubmissionTimes } from './times';

export interface OutputOptions {
  readonly times?: SubmissionTimes;
  readonly policy?: LatePolicy;
  readonly roster?: Roster;
}

export const FEEDBACK = 'feedback';
export const RESULTS = 'results.json';

/** @returns the files and folders that were written, relative to `out` */
export function writeOutputs(
  out: string,
  run: ClassRun,
  entries: readonly Entry[],
  options: OutputOptions = {},
): readonly string[] {
  const rows = rowsOf(entries, options);
  const pages = fileNames(rows);
  const fileOf = (id: string) => `${FEEDBACK}/${pages.get(id) ?? ''}.html`;
  const files: readonly (readonly [string, string])[] = [
    [RESULTS, resultsJson(run, rows)],
    ['results.csv', resultsCsv(run, rows)],
    ['canvas.csv', canvasCsv(run, rows, options.roster)],
    ['moodle.csv', moodleCsv(run, rows, options.roster)],
    ['timings.csv', timings(rows)],
    ['index.html', overviewHtml(run, rows, fileOf)],
  ];
  mkdirSync(out, { recursive: true });
  const fresh = path.join(out, `${FEEDBACK}.new`);
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh);
  for (const row of rows) {
    const page = path.join(fresh, pages.get(row.id) ?? '');
    writeFileSync(`${page}.html`, feedbackHtml(run, row));
    writeFileSync(`${page}.md`, feedbackMarkdown(run, row));
  }
  for (const [name, text] of files) writeFileSync(path.join(out, `${name}.new`), text);
  rmSync(path.join(out, FEEDBACK), { recursive: true, force: true });
  renameSync(fresh, path.join(out, FEEDBACK));
  for (const [name] of files) renameSync(path.join(out, `${name}.new`), path.join(out, name));
  return [...files.map(([name]) => name), FEEDBACK];
}

/** The entries with what the instructor's lists add, in the order of their ids. */
export function rowsOf(
  entries: readonly Entry[],
  { times, policy }: OutputOptions,
): readonly Row[] {
  return [...entries]
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map((entry) => {
      const time = times?.get(entry.id);
      if (!time) return entry;
      const { submittedAt, freeDaysUsed } = time;
      if (!policy || entry.score === null) return { ...entry, submittedAt };
      const free = Math.max(0, policy.freeDays - freeDaysUsed);
      return {
        ...entry,
        submittedAt,
        lateness: afterPolicy(entry.score, submittedAt, policy, free),
      };
    });
}

/** The rows of the last results.json; none if there is none that can be read. */
export function lastRows(out: string): readonly Row[] {
  try {
    const { submissions } = JSON.parse(readFileSync(path.join(out, RESULTS), 'utf8')) as {
      readonly submissions: readonly Row[];
    };
    return submissions.filter(({ id, tests, key }) => id !== '' && Array.isArray(tests) && key);
  } catch {
    return [];
  }
}

/** Different for each, on file systems that do not tell capitals apart as well. */
function fileNames(rows: readonly Row[]): ReadonlyMap<string, string> {
  const taken = new Set<string>();
  const names = new Map<string, string>();
  for (const { id } of rows) {
    const wanted = safeFileName(id);
    let name = wanted;
    for (let n = 2; taken.has(name.toLowerCase()); n++) name = `${wanted}-${n}`;
    taken.add(name.toLowerCase());
    names.set(id, name);
  }
  return names;
}

function resultsJson(run: ClassRun, rows: readonly Row[]): string {
  const submissions = rows.map((row) => ({ ...row, cost: undefined }));
  return `${JSON.stringify({ run, submissions }, undefined, 2)}\n`;
}

/** What each submission cost on this machine; the one file that differs from run to run. */
function timings(rows: readonly Row[]): string {
  return csv([
    ['id', 'wall seconds', 'cpu seconds'],
    ...rows.map(({ id, cost }) => [id, cost.wallSeconds.toFixed(2), cost.cpuSeconds.toFixed(2)]),
  ]);
}
