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
  /** Of Blackboard, all that stands before `_attempt_`. */
  readonly before?: string;
  readonly id: string;
  /** As it stands there, without a zone. */
  readonly at: string;
  /** Empty where it is a folder. */
  readonly file: string;
}

export type LmsName = MoodleName | CanvasName | AttemptName;

const MOODLE = /^(.+?)(?:_(\d+))?_assignsubmission_(file|onlinetext|comments)(?:_(.*))?$/s;
const CANVAS = /_(?=(LATE_)?(\d{2,}|anon_[A-Za-z0-9]{5})_(\d{2,})_(.+)$)/gs;
const CANVAS_TEXT = /^(.+?)_(LATE_)?(\d{2,}|anon_[A-Za-z0-9]{5})_(text|link)\.html$/s;
/** The first time in a name is the platform's: what follows it is named by the student. */
const BLACKBOARD = /^(.+?)_([^_]+)_attempt_(\d{4}(?:-\d\d){5})(?:_(.+)|\.txt)$/s;
const BRIGHTSPACE =
  /^\d+-\d+ - (.+?) - ([A-Z][a-z]{2,8} \d{1,2}, \d{4} \d{1,2}:?\d\d ?[AP]M)(?: - (.+))?$/s;

/** @param isUser whether Canvas knows somebody by this number: a group's name may hold numbers, too */
export function lmsName(
  name: string,
  isUser: (number: string) => boolean = () => false,
): LmsName | undefined {
  return moodleName(name) ?? canvasName(name, isUser) ?? attemptName(name);
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

function canvasName(name: string, isUser: (number: string) => boolean): CanvasName | undefined {
  const [, author, lateText, owner, kind] = CANVAS_TEXT.exec(name) ?? [];
  if (author !== undefined && owner !== undefined)
    return {
      ...{ system: 'canvas', id: `${author}_${owner}`, who: author, user: owner },
      ...{ isLate: lateText !== undefined, upload: NaN, file: `${kind ?? ''}.html` },
    };
  const read = canvasReadings(name);
  const known = read.filter(({ user }) => isUser(user));
  if (read.length <= 1 || known.length === 1) return (known.length === 1 ? known : read)[0];
  // Students name their groups and files, and could write somebody else's number there.
  const longest = read.at(-1);
  return longest && { ...longest, user: '' };
}

/** `team_12_1006_93000_raft.zip` can be read in two ways, unless one knows who is 1006. */
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

function attemptName(name: string): AttemptName | undefined {
  const [, assignment = '', login, time, file = ''] = BLACKBOARD.exec(name) ?? [];
  if (login !== undefined && time !== undefined)
    return {
      ...{ system: 'blackboard', who: login, before: `${assignment}_${login}` },
      ...{ id: `${login} ${time}`, at: time, file },
    } as const;
  const [, who, at, inner = ''] = BRIGHTSPACE.exec(name) ?? [];
  if (who === undefined || at === undefined) return undefined;
  return { system: 'brightspace', who, id: `${who} ${at}`, at, file: inner };
}

/** Canvas writes `raft-2.ts` for the second `raft.ts` that a student hands in again. */
export function withoutAttempt(file: string): { readonly name: string; readonly attempt: number } {
  const [, stem, attempt, ending] = /^(.+?)-(\d{1,3})((?:\.tar)?\.[^.]+)$/.exec(file) ?? [];
  if (stem === undefined || ending === undefined) return { name: file, attempt: 0 };
  return { name: `${stem}${ending}`, attempt: Number(attempt) };
}
