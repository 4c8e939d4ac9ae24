/** Fills in options from a course file. Options on the command line take precedence. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { plain } from '../../../report/plain';
import { nearest } from '../../../command/nearest';
import {
  type Help,
  readWords,
  type Said,
  type Vocabulary,
  type Word,
} from '../../../command/options';
import { whereStood } from '../../../command/place';
import { askBack, type UsageProblem } from '../../../command/usage-problem';
import { type Assignment, parseCourse } from './course';

export const COURSE_WORD: Word = {
  name: 'course',
  takes: 'course.json',
  does: 'supplies options that are not given; assignment= selects the entry',
};

export interface Filled {
  readonly kind: 'filled';
  readonly said: Said;
  /** Undefined if no course file was given. */
  readonly assignment?: Assignment;
  /** The path of the submissions, from the course file. */
  readonly submissions?: string;
}

/** Options with the same name in the course file, and whether they are files. */
const SAME = {
  roster: 'file',
  groups: 'file',
  times: 'file',
  extensions: 'file',
  overrides: 'file',
  secret: 'file',
  out: 'file',
  from: 'text',
  attempts: 'text',
  column: 'text',
  zone: 'text',
  public: 'text',
  hidden: 'text',
  through: 'text',
  visibility: 'text',
} as const;

type Env = Readonly<Record<string, string | undefined>>;

/**
 * For commands other than grading. The course's `out` is the grading's folder, so it does not apply to
 * them.
 */
export function courseReader(vocabulary: Vocabulary) {
  return (argv: readonly string[], env: Env): Filled | Help | UsageProblem => {
    const typed = readWords(vocabulary, argv, env);
    if (typed.kind !== 'said') return typed;
    return withCourse(
      typed,
      vocabulary.words.filter(({ name }) => name !== 'out'),
    );
  };
}

/** @param words the command's options; others in the course file are ignored */
export function withCourse(said: Said, words: readonly Word[]): Filled | UsageProblem {
  const file = said.one('course');
  if (file === undefined) return { kind: 'filled', said };
  const read = assignmentIn(file, said.one('assignment'));
  if ('kind' in read) return read;
  const { text, stage, name } = read;
  const folder = path.dirname(whereStood(file));
  const more = new Map<string, string>();
  for (const { name: word } of words) {
    if (word === 'stage') more.set(word, stage);
    if (word === 'assignment') more.set(word, name);
    if (!isSame(word)) continue;
    const value = text[word];
    if (value === undefined) continue;
    more.set(word, SAME[word] === 'file' ? fromHere(folder, String(value)) : String(value));
  }
  // With `public-only` on the command line, the course's secret is not a contradiction.
  if (said.has('public-only')) for (const word of ['secret', 'hidden']) more.delete(word);
  const { submissions } = text;
  return {
    kind: 'filled',
    said: said.orElse(more),
    assignment: read,
    ...(submissions !== undefined && { submissions: fromHere(folder, submissions) }),
  };
}

/**
 * The points of an assignment are for the tests of its stages: in other results, nobody could get any, or
 * somebody all for a part.
 */
export function otherStage(
  { name, stage }: Assignment,
  graded: Assignment['stage'],
): string | undefined {
  if (graded === stage) return undefined;
  return `The course file gives points to ${plain(name)} for ${stage}, and not for ${graded}. Choose another assignment=, change its "stages", or leave course= out.`;
}

function isSame(word: string): word is keyof typeof SAME {
  return Object.hasOwn(SAME, word);
}

/** A path relative to the user's current folder. */
function fromHere(folder: string, name: string): string {
  const whole = path.resolve(folder, name);
  const near = path.relative(whereStood('.'), whole);
  return near === '' ? '.' : near;
}

function assignmentIn(file: string, wanted: string | undefined): Assignment | UsageProblem {
  let text: string;
  try {
    text = readFileSync(whereStood(file), 'utf8');
  } catch (thrown) {
    const { code = 'unknown error' } = thrown as NodeJS.ErrnoException;
    return askBack(`${plain(file)} cannot be read (${code}).`);
  }
  const read = parseCourse(text);
  if ('problem' in read) return askBack(`${plain(file)}:${plain(read.problem)}`);
  const names = [...read.keys()];
  const [only = ''] = names;
  if (wanted === undefined && names.length > 1)
    return askBack(`Which assignment? ${plain(file)} has ${list(names)}.`, `assignment=${only}`);
  const found = read.get(wanted ?? only);
  if (found) return found;
  const meant = nearest(wanted ?? '', names);
  const guess = meant === undefined ? '' : ` Did you mean "${meant}"?`;
  return askBack(
    `${plain(file)} has no assignment "${plain(wanted ?? '')}".${guess} It has ${list(names)}.`,
  );
}

function list(names: readonly string[]): string {
  return names.map((name) => plain(name)).join(', ');
}
