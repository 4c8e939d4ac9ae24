/**
 * The file names in the exports of learning systems. A name is attributed to a system only if it has
 * exactly that system's pattern.
 */

interface MoodleName {
  readonly system: 'moodle';
  readonly id: string;
  /** Name of the student or the group, or `Participant` in anonymous marking. */
  readonly who: string;
  /** Number of the participant or the group; empty for students without a group. */
  readonly number: string;
  /** `file`, `onlinetext` or `comments` */
  readonly what: string;
  /** Empty for a folder. */
  readonly file: string;
}

export interface CanvasName {
  readonly system: 'canvas';
  readonly id: string;
  readonly who: string;
  /** Canvas's id of a user, or `anon_...`. Empty if it is ambiguous which number is the id. */
  readonly user: string;
  readonly isLate: boolean;
  /** Increases with every upload; NaN for a text or a link, which is not an upload. */
  readonly upload: number;
  readonly file: string;
}

/** An attempt of a student. Several attempts differ by the time in the name. */
interface AttemptName {
  readonly system: 'blackboard' | 'brightspace';
  /** A login, or a full name. */
  readonly who: string;
  /** In Blackboard, everything before `_attempt_`. */
  readonly before?: string;
  /** The full name, if Blackboard's own text about the attempt says the login. */
  readonly told?: string;
  /** Of the student and of the folder of the assignment, on Brightspace. */
  readonly number?: string;
  readonly id: string;
  /** As in the name, without a zone. */
  readonly at: string;
  /** Empty for a folder. */
  readonly file: string;
}

export type LmsName = MoodleName | CanvasName | AttemptName;

const MOODLE = /^(.+?)(?:_(\d+))?_assignsubmission_(file|onlinetext|comments)(?:_(.*))?$/s;
const CANVAS = /_(?=(LATE_)?(\d{2,}|anon_[A-Za-z0-9]{5})_(\d{2,})_(.+)$)/gs;
/** Text has no upload: some versions write a zero for its id, some nothing. */
const CANVAS_TEXT = /^(.*?)_(LATE_)?(\d{2,}|anon_[A-Za-z0-9]{5})_(?:0_)?(text|link)\.html$/s;
/** In anonymous marking, Canvas identifies a student only by five letters or digits. */
const CANVAS_ANONYMOUS =
  /^(LATE_)?anon_([A-Za-z0-9]{5})_(?:(\d{2,})_(.+)|(?:0_)?((?:text|link)\.html))$/s;
/** The first time in a name comes from the platform; the student chose the rest. */
const BLACKBOARD = /^(.+?)_([^_]+)_attempt_(\d{4}(?:-\d\d){5})(?:_(.+)|\.txt)$/s;
const BRIGHTSPACE = /^(\d+-\d+) - (.+)$/s;
const BETWEEN = ' - ';

/** Whether this number may be Canvas's id of an upload to the assignment. */
export type IsUpload = (number: number) => boolean;

type System = LmsName['system'];

type Reader = (name: string, isUpload: IsUpload) => LmsName | undefined;

const READERS: Readonly<Record<System, Reader>> = {
  moodle: moodleName,
  canvas: canvasName,
  blackboard: blackboardName,
  brightspace: brightspaceName,
};

/**
 * The student's part of a name comes last and may look like another system's pattern:
 * `raft_2026_11_20.zip`. So the reading that leaves the longest part to the student comes first.
 *
 * @param isUpload tells ids of uploads from numbers that students chose
 */
export function lmsReadings(name: string, isUpload: IsUpload = () => true): readonly LmsName[] {
  return Object.values(READERS)
    .flatMap((read) => read(name, isUpload) ?? [])
    .toSorted((a, b) => b.file.length - a.file.length);
}

/** The system whose pattern all these names have, if there is one. */
export function systemOf(all: readonly (readonly LmsName[])[]): System | undefined {
  const left = (system: System) => all.map((readings) => ofSystem(readings, system)?.file.length);
  const own = (Object.keys(READERS) as System[]).filter((system) =>
    left(system).every((length) => length !== undefined),
  );
  const sum = (system: System) => left(system).reduce<number>((all, one = 0) => all + one, 0);
  return own.toSorted((a, b) => sum(b) - sum(a))[0];
}

export function ofSystem(
  readings: readonly LmsName[],
  system: string | undefined,
): LmsName | undefined {
  return readings.find((one) => one.system === system);
}

/**
 * Students cannot choose their upload ids. These were all assigned in the same period, so they are close to
 * each other.
 */
const APART_MAX = 50;

/** @returns a function based on the ids in unambiguous names */
export function uploadsOf(names: readonly string[]): IsUpload {
  const sure = names
    .filter((name) => !canvasText(name))
    .map(canvasReadings)
    .flatMap(([one, ...others]) => (one && others.length === 0 ? [one.upload] : []));
  if (sure.length === 0) return () => true;
  const [least, most] = [Math.min(...sure) / APART_MAX, Math.max(...sure) * APART_MAX];
  return (number) => number >= least && number <= most;
}

function moodleName(name: string): MoodleName | undefined {
  const [, who, number = '', what, file = ''] = MOODLE.exec(name) ?? [];
  if (who === undefined || what === undefined) return undefined;
  return {
    system: 'moodle',
    id: number === '' ? who : `${who}_${number}`,
    ...{ who, number, what, file },
  };
}

function canvasName(name: string, isUpload: IsUpload): CanvasName | undefined {
  const [, isLate, anonymous, number, own, entry = ''] = CANVAS_ANONYMOUS.exec(name) ?? [];
  if (anonymous !== undefined)
    return {
      ...{ system: 'canvas', id: `anon_${anonymous}`, who: 'anon', user: `anon_${anonymous}` },
      ...{ isLate: isLate !== undefined, upload: Number(number ?? NaN), file: own ?? entry },
    };
  // Students name groups and files, and could put another student's id there.
  const text = canvasText(name);
  const read = [...canvasReadings(name), ...(text ? [text] : [])];
  if (read.length <= 1) return read[0];
  const [only, ...others] = read.filter((one) => one === text || isUpload(one.upload));
  if (only && others.length === 0) return only;
  const longest = read.at(-1);
  return longest && { ...longest, user: '' };
}

function canvasText(name: string): CanvasName | undefined {
  const [, who, late, user, kind = ''] = CANVAS_TEXT.exec(name) ?? [];
  if (who === undefined || user === undefined) return undefined;
  return {
    ...{ system: 'canvas', id: `${who}_${user}`, who, user },
    ...{ isLate: late !== undefined, upload: NaN, file: `${kind}.html` },
  };
}

/** `team_12_1006_93000_raft.zip` is ambiguous, unless 1006 cannot be an upload. */
function canvasReadings(name: string): readonly CanvasName[] {
  return [...name.matchAll(CANVAS)].flatMap((match) => {
    const [, late, user = '', upload, file = ''] = match;
    const who = name.slice(0, match.index);
    // Of a name without Latin letters, Canvas may leave nothing.
    if (who.endsWith('_LATE')) return [];
    return {
      ...{ system: 'canvas', id: `${who}_${user}`, who, user, file },
      ...{ isLate: late !== undefined, upload: Number(upload) },
    } as const;
  });
}

function blackboardName(name: string): AttemptName | undefined {
  const [, assignment = '', login, time, file = ''] = BLACKBOARD.exec(name) ?? [];
  if (login === undefined || time === undefined) return undefined;
  return {
    ...{ system: 'blackboard', who: login, before: `${assignment}_${login}` },
    ...{ id: `${login} ${time}`, at: time, file },
  };
}

function brightspaceName(name: string): AttemptName | undefined {
  const [, number, rest = ''] = BRIGHTSPACE.exec(name) ?? [];
  const parts = rest.split(BETWEEN);
  const isDated = (at: number) => isWrittenDate(parts[at] ?? '', at === parts.length - 1);
  let date = parts.findIndex((_, at) => at > 0 && isDated(at));
  if (number === undefined || date === -1) return undefined;
  // The platform's date is the last one, if a student's name ends in a date as well.
  while (isDated(date + 1)) date++;
  const [who, at] = [parts.slice(0, date).join(BETWEEN), parts[date] ?? ''];
  const file = parts.slice(date + 1).join(BETWEEN);
  return { system: 'brightspace', who, number, id: `${who} ${at}`, at, file };
}

/** A year, a day and a time, in whatever language. The last part may also be a file's name. */
function isWrittenDate(text: string, isLast: boolean): boolean {
  const numbers = text.match(/\p{Nd}+/gu) ?? [];
  const hasYear = numbers.some((number) => Array.from(number).length === 4);
  return numbers.length >= 3 && hasYear && !(isLast && /\.([a-z][a-z0-9]{1,4}|7z)$/i.test(text));
}

/** Canvas renames the second `raft.ts` of a student to `raft-2.ts`. */
export function withoutAttempt(file: string): { readonly name: string; readonly attempt: number } {
  const [, stem, attempt, ending] = /^(.+?)-(\d{1,3})((?:\.tar)?\.[^.]+)$/.exec(file) ?? [];
  if (stem === undefined || ending === undefined) return { name: file, attempt: 0 };
  return { name: `${stem}${ending}`, attempt: Number(attempt) };
}
