/**
 * Removes from an outcome what no student may learn (hidden seeds, and digests, which would allow seeds
 * to be tried). Makes every text that may come from a submission safe to write: one line or a few, no
 * invisible characters, limited length. Every format starts here. It does not escape: each format does
 * its own.
 */
import type { Row } from '../../judge/scenarios/run-result';
import { plain } from '../plain';
import type { GradeResult, Problem, TestResult } from '../result';
import type { NotGraded, Outcome } from './outcome';

/** It has a seed only together with the command that replays it. */
export type ShownTest = Omit<TestResult, 'digests'>;

export interface ShownResult extends Omit<GradeResult, 'tests'> {
  readonly tests: readonly ShownTest[];
}

type ShownOutcome = { readonly kind: 'graded'; readonly result: ShownResult } | NotGraded;

const CHARS_MAX = { name: 200, message: 2_000, text: 6_000, row: 300 };
/** Characters that XML cannot contain. */
const NO_CHARACTER = /[\ufffe\uffff]/g;
const COUNT_MAX = { rows: 60, marks: 20, typeErrors: 50 };

export function forStudents(outcome: Outcome): ShownOutcome {
  if (outcome.kind !== 'graded') {
    const { kind, message } = outcome;
    const said = kind === 'broken' ? withoutSeeds(message) : message;
    return { ...outcome, message: block(said, CHARS_MAX.text) };
  }
  const { result } = outcome;
  return {
    kind: 'graded',
    result: {
      ...result,
      submission: {
        id: line(result.submission.id, CHARS_MAX.name),
        files: Object.fromEntries(
          Object.entries(result.submission.files).map(([name, hash]) => [
            line(name, CHARS_MAX.name),
            hash,
          ]),
        ),
      },
      tests: result.tests.map(testForStudents),
      typeErrors: result.typeErrors.slice(0, COUNT_MAX.typeErrors).map(tidyProblem),
    },
  };
}

/** The same for one test, of a result or of a class. */
function testForStudents<T extends Omit<TestResult, 'durationMs'>>(test: T): Omit<T, 'digests'> {
  const { failingSeed, replay } = test;
  const isHidden = failingSeed !== undefined && replay === undefined;
  const say = isHidden ? without(failingSeed) : String;
  const { place, message, codeFrame, thrown, setting, hint, witness, unreached } = test;
  return {
    ...omitted(test, ['digests', 'failingSeed', 'replay']),
    ...(replay !== undefined && {
      ...(failingSeed !== undefined && { failingSeed }),
      replay: line(replay, CHARS_MAX.message),
    }),
    ...(place && { place: { file: line(place.file, CHARS_MAX.name), line: place.line } }),
    ...(message !== undefined && { message: line(say(message), CHARS_MAX.message) }),
    ...(codeFrame !== undefined && { codeFrame: block(codeFrame, CHARS_MAX.text) }),
    ...(thrown !== undefined && { thrown: block(say(thrown), CHARS_MAX.text) }),
    ...(setting !== undefined && { setting: line(setting, CHARS_MAX.message) }),
    ...(hint !== undefined && { hint: line(hint, CHARS_MAX.message) }),
    ...(witness && { witness: witness.slice(-COUNT_MAX.rows).map((row) => tidyRow(row, say)) }),
    ...(unreached && {
      unreached: unreached.slice(0, COUNT_MAX.marks).map((mark) => line(mark, CHARS_MAX.row)),
    }),
  } as unknown as Omit<T, 'digests'>;
}

function omitted<T extends object, K extends keyof T & string>(
  from: T,
  names: readonly K[],
): Omit<T, K> {
  const kept = Object.entries(from).filter(([name]) => !names.some((one) => one === name));
  return Object.fromEntries(kept) as Omit<T, K>;
}

function tidyRow(row: Row, say: (text: string) => string): Row {
  return { ...row, text: line(say(row.text), CHARS_MAX.row) };
}

function tidyProblem(problem: Problem): Problem {
  return {
    file: line(problem.file, CHARS_MAX.name),
    line: problem.line,
    message: line(problem.message, CHARS_MAX.message),
  };
}

/** The grader's own texts may contain the seed on which it failed. */
function without(seed: NonNullable<TestResult['failingSeed']>): (text: string) => string {
  const digits = new RegExp(`(?<![\\da-f])${seed}(?![\\da-f])`, 'gi');
  return (text) => withoutSeeds(text).replace(digits, '…');
}

function withoutSeeds(text: string): string {
  return text.replace(/\bseed[ =](?:\d[\da-f]*|[\da-f]{6,})/gi, 'a seed');
}

/** One line of text that any format can hold. */
export function line(text: string, charsMax: number): string {
  return plain(text, charsMax).replace(NO_CHARACTER, '\ufffd');
}

/** Several lines of such text, with `charsMax` characters in total. */
export function block(text: string, charsMax: number): string {
  const cut = text.length > charsMax ? `${text.slice(0, charsMax)} …` : text;
  return cut
    .split(/\r\n|\r|\n/)
    .map((one) => line(one, charsMax))
    .join('\n');
}
