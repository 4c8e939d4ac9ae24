/** All formats. Each is a pure function of an outcome and of details that only the caller knows. */
import { autolab } from './autolab';
import { classroom50, type Classroom50Details } from './classroom50';
import { ctrf } from './ctrf';
import { exercism } from './exercism';
import { githubClassroom } from './github-classroom';
import { githubAnnotations, githubSummary } from './github';
import { gradescope } from './gradescope';
import { junit } from './junit';
import { FORMAT_NAMES, type FormatEntry, type FormatName } from './names';
import type { Outcome, Refusal } from './outcome';
import { prairielearn } from './prairielearn';

export type { Classroom50Details } from './classroom50';
export type { FormatEntry, FormatName } from './names';
export type { NotGraded, Outcome, Refusal } from './outcome';

export interface Details {
  /** The student's folder, as texts name it and as it is in the student's repository, with `/`. */
  readonly folder: string;
  readonly classroom50?: Classroom50Details;
}

interface Emitter {
  /** The file's content. */
  readonly emit: (outcome: Outcome, details: Details) => string | Refusal;
  /** Lines for standard output. */
  readonly log?: (outcome: Outcome, details: Details) => string;
}

type Format = FormatEntry & Emitter;

const EMITTERS: Readonly<Record<FormatName, Emitter>> = {
  gradescope: { emit: gradescope },
  junit: { emit: junit },
  github: { emit: githubSummary, log: githubAnnotations },
  classroom50: {
    emit: (outcome, details) =>
      details.classroom50
        ? classroom50(outcome, details.classroom50)
        : { kind: 'refusal', why: 'The values that only the classroom knows are missing.' },
  },
  'github-classroom': { emit: githubClassroom },
  ctrf: { emit: ctrf },
  autolab: { emit: autolab },
  prairielearn: { emit: prairielearn },
  exercism: { emit: exercism },
};

export const FORMATS: readonly Format[] = FORMAT_NAMES.map((entry) => ({
  ...entry,
  ...EMITTERS[entry.name],
}));

export function formatOf(name: FormatName): Format {
  const { [name]: emitter } = EMITTERS;
  const entry = FORMAT_NAMES.find((one) => one.name === name);
  if (!entry) throw new Error(`the format ${name} is gone from FORMAT_NAMES`);
  return { ...entry, ...emitter };
}
