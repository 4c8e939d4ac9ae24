/**
 * Writes the requested reports, each completely or not at all, and reports those that cannot be
 * written.
 */
import {
  appendFileSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import type { Classroom50Details, Details, Outcome } from '../../report/formats';
import { formatOf } from '../../report/formats';
import type { ReportWish } from '../../command/grade-words/report-words';

export interface ReportPlace {
  /** The user's current folder: relative paths start there. */
  readonly stood: string;
  /** Name of the student's folder in reports. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Prints lines that another system reads from the output. */
  readonly log: (text: string) => void;
}

/** @returns a message for each report that could not be written */
export function writeReports(
  wishes: readonly ReportWish[],
  outcome: Outcome,
  place: ReportPlace,
): readonly string[] {
  return wishes.flatMap((wish) => {
    try {
      write(wish, outcome, place);
      return [];
    } catch (thrown) {
      const target = wish.file ?? wish.format.addsTo ?? '';
      return [`The report ${wish.format.name} was not written to ${target}: ${reason(thrown)}`];
    }
  });
}

const REASONS: Readonly<Record<string, string>> = {
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of its path is a file',
  EEXIST: 'a part of its path is a file',
  EACCES: 'you have no permission to write there',
  EPERM: 'you have no permission to write there',
  EROFS: 'that disk is read-only',
  ENOSPC: 'the disk is full',
  ENAMETOOLONG: 'the name is too long',
};

function reason(thrown: unknown): string {
  const { code = '', message = String(thrown) } = thrown as Partial<NodeJS.ErrnoException>;
  const known = REASONS[code];
  return known === undefined ? message : `${known} (${code}).`;
}

function write({ format: entry, file }: ReportWish, outcome: Outcome, place: ReportPlace): void {
  const format = formatOf(entry.name);
  const details: Details = { folder: place.folder, ...classroomOf(entry.needs, place) };
  if (format.log) place.log(format.log(outcome, details));
  const text = format.emit(outcome, details);
  if (typeof text !== 'string') throw new Error(text.why);
  if (file !== undefined) {
    putWhole(path.resolve(place.stood, file), text);
    return;
  }
  const common = place.env[format.addsTo ?? ''] ?? '';
  appendFileSync(common, format.addsTo === 'GITHUB_OUTPUT' ? `result=${text}\n` : text);
}

/** Writes a temporary file first and renames it, so that nobody reads half a file. */
export function putWhole(file: string, text: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  const found = statSync(file, { throwIfNoEntry: false });
  // Pipes and devices are written to, not replaced.
  if (found?.isDirectory()) throw Object.assign(new Error(), { code: 'EISDIR' });
  if (found && !found.isFile()) {
    writeFileSync(file, text);
    return;
  }
  const target = found ? realpathSync(file) : file;
  const beside = `${target}.${process.pid}.part`;
  try {
    writeFileSync(beside, text);
    renameSync(beside, target);
  } finally {
    rmSync(beside, { force: true });
  }
}

const TEXT_FIELDS = [
  'classroom',
  'assignment',
  'owner',
  'submission',
  'commit',
  'release',
  'review',
] as const;

/** @throws Error that names the file and the field */
function classroomOf(
  variable: string | undefined,
  { env, stood }: ReportPlace,
): Pick<Details, 'classroom50'> {
  if (variable === undefined) return {};
  const file = path.resolve(stood, env[variable] ?? '');
  const given: unknown = JSON.parse(readFileSync(file, 'utf8'));
  if (typeof given !== 'object' || given === null)
    throw new Error(`${file} is not a JSON object (docs/formats.md)`);
  const fields = given as Readonly<Record<string, unknown>>;
  for (const name of TEXT_FIELDS)
    if (typeof fields[name] !== 'string')
      throw new Error(`${file} lacks the text "${name}" (docs/formats.md)`);
  const type = fields['assignment_type'];
  if (type !== 'individual' && type !== 'group')
    throw new Error(`in ${file}, "assignment_type" is neither "individual" nor "group"`);
  const text = (name: (typeof TEXT_FIELDS)[number]): string => String(fields[name]);
  const details: Classroom50Details = {
    classroom: text('classroom'),
    assignment: text('assignment'),
    assignmentType: type,
    owner: text('owner'),
    submission: text('submission'),
    commit: text('commit'),
    release: text('release'),
    review: text('review'),
  };
  return { classroom50: details };
}
