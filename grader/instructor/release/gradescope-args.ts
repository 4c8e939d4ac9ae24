/** Reads the command line of `npm run gradescope`, and the course file if one is given. */
import { SECRET_VARIABLE } from '../class/secret-file';
import { COURSE_WORD, withCourse } from '../class/course/words';
import { USUAL_COUNTS, USUAL_SHOWN } from '../class/seed-plan';
import { type Stage, STAGES } from '../../contract';
import { VISIBILITIES, type Visibility } from '../../report/formats/gradescope';
import { askBack, type UsageProblem } from '../../command/usage-problem';
import {
  type Help,
  readWords,
  type Said,
  type Vocabulary,
  wholeNumber,
} from '../../command/options';

export interface GradescopeCommand {
  readonly kind: 'gradescope';
  /** As typed: relative to the user's current folder, like `secret`. */
  readonly out: string;
  readonly stage: Stage | 'all';
  readonly shown: number | 'all';
  /** Undefined if not given. */
  readonly hidden: number | undefined;
  /** A file. The secret may also be in the environment. */
  readonly secret: string | undefined;
  readonly assignment: string;
  readonly wallSeconds: number;
  readonly visibility: Visibility;
}

const COMMAND = 'npm run gradescope';
/** By default Gradescope stops a grading after ten minutes. */
const WALL_SECONDS = 540;
const EXAMPLE = `${COMMAND} out=autograder.zip stage=2C`;

const GRADESCOPE: Vocabulary = {
  command: COMMAND,
  does: 'Builds the zip to upload as an autograder. It holds no solutions and no secret.',
  words: [
    { name: 'out', takes: 'FILE.zip', does: 'where to write it; never overwrites' },
    { name: 'stage', takes: '2C', does: 'what is graded: 2A, 2B, 2C or all' },
    { name: 'secret', takes: 'FILE', does: `adds hidden seeds; or put it in ${SECRET_VARIABLE}` },
    { name: 'assignment', takes: 'NAME', does: 'part of the hidden seeds (by default the stage)' },
    {
      name: 'public',
      takes: 'N',
      does: `public seeds of each test, or all (${USUAL_SHOWN})`,
    },
    { name: 'hidden', takes: 'N', does: `hidden seeds of each test (${USUAL_COUNTS.hidden})` },
    {
      name: 'visibility',
      takes: 'WHEN',
      does: `of points and hidden runs: ${VISIBILITIES.join(', ')}`,
    },
    COURSE_WORD,
    { name: 'wall', takes: 'SECONDS', does: `stops by itself after this time (${WALL_SECONDS})` },
  ],
  examples: [EXAMPLE, `${EXAMPLE} secret=secret.txt assignment=2C`],
};

/** The lowest value of each number. */
const LEAST = { public: 0, hidden: 0, wall: 10 } as const;
const MOST = 100_000;

export function parseGradescope(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): GradescopeCommand | Help | UsageProblem {
  const typed = readWords(GRADESCOPE, argv, env);
  if (typed.kind !== 'said') return typed;
  const filled = withCourse(typed, GRADESCOPE.words);
  if (filled.kind !== 'filled') return filled;
  const { said } = filled;
  const out = said.one('out');
  if (out === undefined) return askBack('Where to? Name a new zip:', EXAMPLE);
  if (!out.toLowerCase().endsWith('.zip'))
    return askBack(`"${out}" does not end in .zip.`, EXAMPLE);
  const wanted = said.one('stage')?.toLowerCase();
  const stage = [...STAGES, 'all' as const].find((one) => one.toLowerCase() === wanted);
  if (stage === undefined) return askBack('Which stage? One of 2A, 2B, 2C and all:', EXAMPLE);
  for (const [name, least] of Object.entries(LEAST)) {
    if (name === 'public' && isAll(said)) continue;
    const number = wholeNumber(said, name, { least, most: MOST });
    if (typeof number === 'object') return number;
  }
  const visibility = VISIBILITIES.find((one) => one === (said.one('visibility') ?? 'visible'));
  if (visibility === undefined)
    return askBack(
      `visibility is one of ${VISIBILITIES.join(', ')}.`,
      `${EXAMPLE} visibility=after_due_date`,
    );
  const number = (name: keyof typeof LEAST) => {
    const value = said.one(name);
    return value === undefined ? undefined : Number(value);
  };
  return {
    kind: 'gradescope',
    out,
    stage,
    shown: isAll(said) ? 'all' : (number('public') ?? USUAL_SHOWN),
    hidden: number('hidden'),
    secret: said.one('secret'),
    assignment: said.one('assignment') ?? stage,
    wallSeconds: number('wall') ?? WALL_SECONDS,
    visibility,
  };
}

function isAll(said: Said): boolean {
  return said.one('public')?.toLowerCase() === 'all';
}
