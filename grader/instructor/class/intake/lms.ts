/** What learning systems write into the names of what they export. */

export type LmsName =
  | {
      readonly system: 'moodle';
      readonly id: string;
      /** `file`, `onlinetext` or `comments` */
      readonly what: string;
      /** Empty where it is a folder. */
      readonly file: string;
    }
  | {
      readonly system: 'canvas';
      readonly id: string;
      readonly isLate: boolean;
      /** Grows with every upload. */
      readonly upload: number;
      readonly file: string;
    };

/** The number keeps namesakes apart. */
const MOODLE = /^(.+_\d+)_assignsubmission_(file|onlinetext|comments)(?:_(.*))?$/s;
const CANVAS = /^([^_]+)_(LATE_)?(\d{2,})_(\d{2,})_(.+)$/s;

export function lmsName(name: string): LmsName | undefined {
  const [, id, what, rest = ''] = MOODLE.exec(name) ?? [];
  if (id !== undefined && what !== undefined) return { system: 'moodle', id, what, file: rest };
  const [, student, late, user, upload, file] = CANVAS.exec(name) ?? [];
  if (student === undefined || user === undefined || file === undefined) return undefined;
  const isLate = late !== undefined;
  return { system: 'canvas', id: `${student}_${user}`, isLate, upload: Number(upload), file };
}

/** Canvas writes `raft-2.ts` for the second `raft.ts` that a student hands in again. */
export function withoutAttempt(file: string): { readonly name: string; readonly attempt: number } {
  const [, stem, attempt, ending] = /^(.+?)-(\d{1,3})((?:\.tar)?\.[^.]+)$/.exec(file) ?? [];
  if (stem === undefined || ending === undefined) return { name: file, attempt: 0 };
  return { name: `${stem}${ending}`, attempt: Number(attempt) };
}
