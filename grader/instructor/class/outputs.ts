/**
 * Writes all results for an instructor. They depend only on the entries, so that an interrupted, sharded or
 * repeated run gives the same bytes. Measurements (costs) are only in timings.csv. Each file is written
 * under a temporary name first and renamed at the end, so it is complete or missing.
 */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ClassRun, Entry, Ignored, Row } from './entry';
import type { Extension } from './extensions';
import { withCanvasExcuse } from './excused';
import {
  canvasFeedback,
  canvasFeedbackName,
  feedbackZip,
  moodleFeedbackName,
} from './feedback-zips';
import type { Scheme } from './course/scheme';
import { finished } from './finish';
import { safeFileName } from './intake';
import type { LatePolicy } from './late';
import type { ListFiles } from './list-lines';
import type { Override } from './overrides';
import { feedbackHtml } from './pages/feedback-html';
import { feedbackMarkdown } from './pages/feedback-markdown';
import { overviewHtml } from './pages/overview-html';
import type { Attempts } from './people/attempts';
import { type Finish, type Frame, framed } from './people/frame';
import { Naming } from './people/naming';
import { peopleCsv } from './people/people-csv';
import type { Roster } from './people/person';
import { madeWith } from './made-with';
import { type Change, changes, gone } from './regrade';
import { sharedRemark } from './shared-places';
import { canvasCsv } from './tables/canvas';
import { gradebookCsv } from './tables/gradebook-csv';
import { mailMergeCsv } from './tables/mail-merge';
import { moodleCsv } from './tables/moodle';
import { resultsCsv } from './tables/results-csv';
import { csv } from './tables/cells';
import type { SubmissionTimes } from './times';

export interface OutputOptions {
  readonly times?: SubmissionTimes;
  readonly platformTimes?: SubmissionTimes;
  readonly policy?: LatePolicy;
  readonly extensions?: readonly Extension[];
  readonly roster?: Roster;
  readonly overrides?: readonly Override[];
  /** The files of the three lists, for messages. */
  readonly listFiles?: ListFiles;
  /** By default `last`. */
  readonly attempts?: Attempts;
  /** The course's time zone, for times that a platform writes without one. */
  readonly zone?: string;
  /** Name of the column in the platform's gradebook. */
  readonly column?: string;
  readonly scheme?: Scheme;
  /** Items in the folder that were not taken for submissions. */
  readonly leftOut?: readonly Ignored[];
  /** If only a part of the class is graded here, which one: `shard 2/4`. */
  readonly part?: string;
  /** Rows of an earlier results.json, to compare with. */
  readonly earlier?: readonly Row[];
}

const FEEDBACK = 'feedback';
const RESULTS = 'results.json';
/** Written only if the roster is that platform's gradebook. */
const GRADEBOOKS = { blackboard: 'blackboard.csv', brightspace: 'brightspace.csv' } as const;
const ZIPS = { moodle: 'feedback-moodle.zip', canvas: 'feedback-canvas.zip' } as const;

/** @returns the written files and folders, relative to `out` */
export async function writeOutputs(
  out: string,
  run: ClassRun,
  entries: readonly Entry[],
  options: OutputOptions = {},
): Promise<readonly string[]> {
  const frame = frameOf(entries, options);
  const { rows } = frame;
  const pages = fileNames(rows);
  const fileOf = (id: string) => `${FEEDBACK}/${pages.get(id) ?? ''}.html`;
  const pageOf = (row: Row) => feedbackHtml(run, row);
  const zips = [
    [ZIPS.moodle, await feedbackZip(rows, moodleFeedbackName, pageOf)],
    [ZIPS.canvas, await feedbackZip(canvasFeedback(rows).pages, canvasFeedbackName, pageOf)],
  ] as const;
  const gradebooks = Object.entries(GRADEBOOKS).flatMap(([kind, name]) => {
    if (options.roster?.kind !== kind) return [];
    const text = gradebookCsv(run, rows, options.roster, options.column);
    return text === undefined ? [] : [[name, text] as const];
  });
  const files: readonly (readonly [string, string | Buffer])[] = [
    [RESULTS, resultsJson(run, rows, entries, options)],
    ['results.csv', resultsCsv(run, rows)],
    ['people.csv', peopleCsv(frame)],
    ['canvas.csv', canvasCsv(run, rows, options.roster, options.column)],
    ['moodle.csv', moodleCsv(run, rows, options.roster)],
    ...gradebooks,
    ['mail-merge.csv', mailMergeCsv(rows, fileOf)],
    ['timings.csv', timings(entries)],
    ['index.html', overviewHtml(run, rows, fileOf, besides(rows, options))],
    ...zips.flatMap(([name, bytes]) => (bytes ? [[name, bytes] as const] : [])),
  ];
  mkdirSync(out, { recursive: true });
  const fresh = path.join(out, `${FEEDBACK}.new`);
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh);
  for (const row of rows) {
    const page = path.join(fresh, pages.get(row.id) ?? '');
    writeFileSync(`${page}.html`, pageOf(row));
    writeFileSync(`${page}.md`, feedbackMarkdown(run, row));
  }
  for (const [name, text] of files) writeFileSync(path.join(out, `${name}.new`), text);
  rmSync(path.join(out, FEEDBACK), { recursive: true, force: true });
  renameSync(fresh, path.join(out, FEEDBACK));
  // From an earlier run with another roster.
  for (const name of [...Object.values(ZIPS), ...Object.values(GRADEBOOKS)])
    rmSync(path.join(out, name), { force: true });
  for (const [name] of files) renameSync(path.join(out, `${name}.new`), path.join(out, name));
  return [...files.map(([name]) => name), FEEDBACK];
}

function besides(rows: readonly Row[], { leftOut, earlier, part }: OutputOptions) {
  return {
    ...(leftOut && { leftOut }),
    ...(earlier && { changes: allChanges(earlier, rows, part !== undefined) }),
  };
}

/** @param isPart of the class: then the others are elsewhere, and nobody is gone */
export function allChanges(
  before: readonly Row[],
  after: readonly Row[],
  isPart: boolean,
): readonly Change[] {
  return [...changes(before, after), ...(isPart ? [] : gone(before, after))];
}

/** All people and submissions of the class, with the data from the instructor's lists. */
export function frameOf(entries: readonly Entry[], options: OutputOptions): Frame {
  const { roster, attempts = 'last' } = options;
  const naming = new Naming(roster?.people ?? []);
  const finish: Finish = (row, person, group = []) =>
    withCanvasExcuse(
      finished(withShared(row), { person, group, naming }, options),
      person,
      options,
    );
  return framed(entries, roster, attempts, finish, options.part);
}

function withShared(row: Row): Row {
  return row.shared ? { ...row, remarks: [...row.remarks, sharedRemark(row.shared)] } : row;
}

/** The rows of the last results.json; empty if none can be read. */
export function lastRows(out: string): readonly Row[] {
  try {
    return rowsIn(readFileSync(path.join(out, RESULTS), 'utf8'));
  } catch {
    return [];
  }
}

/** @throws Error if the text is not a results.json */
export function rowsIn(text: string): readonly Row[] {
  const { submissions } = JSON.parse(text) as { readonly submissions: readonly Row[] };
  return submissions.filter(({ id, tests, key }) => id !== '' && Array.isArray(tests) && key);
}

/** Unique names, also on file systems that ignore case. */
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

function resultsJson(
  run: ClassRun,
  rows: readonly Row[],
  entries: readonly Entry[],
  options: OutputOptions,
): string {
  const submissions = rows.map((row) => ({ ...row, cost: undefined }));
  const counted = new Set(rows.map(({ id, submission = id }) => submission));
  const others = entries.flatMap(({ id }) => (counted.has(id) ? [] : [id]));
  const notCounted = others.length > 0 ? others : undefined;
  const { leftOut = [] } = options;
  const whole = {
    ...{ run, submissions, notCounted },
    leftOut: leftOut.length > 0 ? leftOut : undefined,
    madeWith: madeWith(options),
  };
  return `${JSON.stringify(whole, undefined, 2)}\n`;
}

/**
 * The ids of all submissions. A person of the roster may have none or several.
 *
 * @throws Error if the text is not a results.json
 */
export function submissionsIn(text: string): readonly string[] {
  const { notCounted = [] } = JSON.parse(text) as { readonly notCounted?: readonly string[] };
  const handedIn = rowsIn(text).filter(({ standing }) => standing !== 'missing');
  return [...handedIn.map(({ id, submission = id }) => submission), ...notCounted];
}

/** The cost of each submission on this machine. Only this file differs between runs. */
function timings(entries: readonly Entry[]): string {
  const sorted = [...entries].sort((a, b) => (a.id < b.id ? -1 : 1));
  return csv([
    ['id', 'wall seconds', 'cpu seconds'],
    ...sorted.map(({ id, cost }) => [id, cost.wallSeconds.toFixed(2), cost.cpuSeconds.toFixed(2)]),
  ]);
}
