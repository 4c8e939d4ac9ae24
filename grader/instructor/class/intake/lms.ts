/**
 * What learning systems write into the names of what they export. A name is taken for a system's only in
 * the exact shape that the system writes.
 */

interface MoodleName {
  readonly system: 'moodle';
  readonly id: string;
  /** The student's full name, the group's, or `Participant` where marking is anonymous. */
  readonly who: string;
  /** A participant's or a group's; empty for those in no group. */
  readonly number: string;
  /** `file`, `onlinetext` or `comments` */
  readonly what: string;
  /** Empty where it is a folder. */
  readonly file: string;
}

export interface CanvasName {
  readonly system: 'canvas';
  readonly id: string;
  readonly who: string;
  /** Canvas's number of a user, or `anon_...`. Empty if the name does not say which number it is. */
  readonly user: string;
  readonly isLate: boolean;
  /** Grows with every upload; NaN for what is no upload: a text or a link. */
  readonly upload: number;
  readonly file: string;
}

/** Several attempts of one student, told apart by the time in the name. */
interface AttemptName {
  readonly system: 'blackboard' | 'brightspace';
  /** A login, or a full name. */
  readonly who: string;
  /** For Blackboard, everything before `_attempt_`. */
  readonly before?: string;
  /** Of the student and of the folder of the assignment, on Brightspace. */
  readonly number?: string;
  readonly id: string;
  /** As written there, without a zone. */
  readonly at: string;
  /** Empty where it is a folder. */
  readonly file: string;
}

export type LmsName = MoodleName | CanvasName | AttemptName;

const MOODLE = /^(.+?)(?:_(\d+))?_assignsubmission_(file|onlinetext|comments)(?:_(.*))?$/s;
const CANVAS = /_(?=(LATE_)?(\d{2,}|anon_[A-Za-z0-9]{5})_(\d{2,})_(.+)$)/gs;
const CANVAS_TEXT = /^(.+?)_(LATE_)?(\d{2,}|anon_[A-Za-z0-9]{5})_(text|link)\.html$/s;
/** Where marking is anonymous, five letters or digits are all that Canvas says of who it is. */
const CANVAS_ANONYMOUS = /^(LATE_)?anon_([A-Za-z0-9]{5})_(?:(\d{2,})_(.+)|((?:text|link)\.html))$/s;
/** The first time in a name is the platform's: what follows it is named by the student. */
const BLACKBOARD = /^(.+?)_([^_]+)_attempt_(\d{4}(?:-\d\d){5})(?:_(.+)|\.txt)$/s;
const BRIGHTSPACE =
  /^(\d+-\d+) - (.+?) - ([A-Z][a-z]{2,8} \d{1,2}, \d{4} \d{1,2}:?\d\d ?[AP]M)(?: - (.+))?$/s;

/** Whether Canvas may have given this number to an upload of the assignment. */
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
 * The part that a student wrote comes last, and may look like what another system writes: `raft_2026_11_20.zip`.
 * So the system that leaves most to the student comes first.
 *
 * @param isUpload tells numbers of uploads from those that students wrote into names
 */
export function lmsReadings(name: string, isUpload: IsUpload = () => true): readonly LmsName[] {
  return Object.values(READERS)
    .flatMap((read) => read(name, isUpload) ?? [])
    .toSorted((a, b) => b.file.length - a.file.length);
}

/** The system whose shape all of these names have, if there is one: that wrote the first part of each. */
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

/** Students cannot choose the numbers of their uploads, which are all of one time, and so not far apart. */
const APART_MAX = 50;

/** @returns by the uploads in those names that can be read in one way alone */
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
  // Students name their groups and files, and could put another student's number there.
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

/** `team_12_1006_93000_raft.zip` can be read in two ways, unless 1006 cannot be an upload. */
function canvasReadings(name: string): readonly CanvasName[] {
  return [...name.matchAll(CANVAS)].flatMap((match) => {
    const [, late, user = '', upload, file = ''] = match;
    const who = name.slice(0, match.index);
    if (who === '' || who.endsWith('_LATE')) return [];
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
  const [, number = '', who, at, inner = ''] = BRIGHTSPACE.exec(name) ?? [];
  if (who === undefined || at === undefined) return undefined;
  return { system: 'brightspace', who, number, id: `${who} ${at}`, at, file: inner };
}

/** Canvas writes `raft-2.ts` for the second `raft.ts` that a student hands in again. */
export function withoutAttempt(file: string): { readonly name: string; readonly attempt: number } {
  const [, stem, attempt, ending] = /^(.+?)-(\d{1,3})((?:\.tar)?\.[^.]+)$/.exec(file) ?? [];
  if (stem === undefined || ending === undefined) return { name: file, attempt: 0 };
  return { name: `${stem}${ending}`, attempt: Number(attempt) };
}
