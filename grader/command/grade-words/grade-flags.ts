/**
 * The words and flags of `npm run grade`, as data, and the help text made from them. args.ts decides
 * what they mean together.
 */
import { pasteLine } from '../grade-line';
import { SEED_MAX } from '../../world/sim/seed';

export type FlagName =
  | 'only'
  | 'seed'
  | 'seeds'
  | 'solution'
  | 'dir'
  | 'scenario'
  | 'json'
  | 'report'
  | 'verbose'
  | 'list'
  | 'help';

export interface GradeFlag {
  readonly name: FlagName;
  /** One letter, typed as `-t`. */
  readonly short?: string;
  /** Name of the value in the help; a flag without it is on or off. */
  readonly takes?: string;
  /** Description of the value, to finish "seed needs ...". */
  readonly wants?: string;
  /** A value to show when one is missing. */
  readonly example?: string;
  /** Least and most, for a flag that takes a whole number. */
  readonly range?: readonly [least: number, most: number];
  /**
   * Names that people know from other tools. They are not accepted, but a question names the right
   * flag.
   */
  readonly askedAs: readonly string[];
  /** May be given more than once, with different values. */
  readonly isMany?: boolean;
  readonly does: string;
}

export const GRADE_FLAGS: readonly GradeFlag[] = [
  {
    name: 'only',
    short: 't',
    takes: 'NAME',
    wants: 'the name of a test',
    example: 'figure-8',
    isMany: true,
    askedAs: ['test', 'tests', 'name', 'filter', 'grep'],
    does: 'this test, or several: NAME,NAME. Part of a name is enough',
  },
  {
    name: 'seed',
    takes: 'N',
    wants: 'a whole number from 0 to 2147483647',
    example: '7',
    range: [0, SEED_MAX],
    askedAs: ['random-seed'],
    does: 'replay one seed, 0 to 2147483647',
  },
  {
    name: 'seeds',
    takes: 'N',
    wants: 'a whole number from 1 to 1000000',
    example: '50',
    range: [1, 1_000_000],
    askedAs: ['runs', 'count', 'repeat', 'times'],
    does: 'run each test on N seeds, 1 to 1000000',
  },
  {
    name: 'solution',
    askedAs: ['reference', 'answer', 'answers'],
    does: 'grade the reference in solutions/ instead of your labs/',
  },
  {
    name: 'dir',
    takes: 'PATH',
    wants: 'a folder',
    example: '../my-raft',
    askedAs: ['folder', 'path', 'directory', 'cwd'],
    does: 'grade the code in another folder',
  },
  {
    name: 'scenario',
    takes: 'FILE',
    wants: 'a scenario file, or a folder of them',
    example: 'labs/raft/scenarios',
    isMany: true,
    askedAs: ['scenarios', 'file', 'schedule'],
    does: 'replay a scenario file, or a folder of them',
  },
  { name: 'json', askedAs: [], does: 'print the report as JSON' },
  {
    name: 'report',
    takes: 'AS',
    wants: 'a format and a file',
    example: 'junit=junit.xml',
    isMany: true,
    askedAs: ['reports', 'reporter', 'reporters', 'format', 'output', 'out'],
    does: 'write a report as well: report=junit=FILE; all: docs/formats.md',
  },
  { name: 'verbose', askedAs: ['v', 'debug'], does: 'show more about every run' },
  { name: 'list', askedAs: ['ls', 'catalogue'], does: 'list the tests and run nothing' },
  { name: 'help', short: 'h', askedAs: ['usage', 'man'], does: 'show this' },
];

/** Finds a flag by its name or letter, in any case. */
export function flagCalled(name: string): GradeFlag | undefined {
  const wanted = name.toLowerCase();
  return GRADE_FLAGS.find((flag) => flag.name === wanted || flag.short === wanted);
}

/** How the flag is written without dashes: `seed=N`, `json`. */
export function flagUse(flag: GradeFlag): string {
  return flag.takes === undefined ? flag.name : `${flag.name}=${flag.takes}`;
}

/** What a kit contains. */
export interface GradeKit {
  /** False in a student's kit. */
  readonly hasSolution: boolean;
}

/** The lines that the help shows. A test parses each of them. */
export function gradeExamples(
  test: { readonly id: string } | undefined,
  { hasSolution }: GradeKit = { hasSolution: true },
): readonly string[] {
  const [stage, name] = (test?.id ?? '2C/figure-8').split('/', 2) as [string, string];
  const line = pasteLine([stage]);
  return [
    'npm run grade 2A',
    hasSolution ? 'npm run grade all solution' : 'npm run grade all',
    `${line} only=${name} seed=7`,
    `${line} -- -t ${name} --seed 7`,
  ];
}

/** Fits a terminal of 80 columns and 24 lines. */
export function gradeHelp(
  test: { readonly id: string } | undefined,
  kit: GradeKit = { hasSolution: true },
): string {
  const flags = GRADE_FLAGS.filter(({ name }) => name !== 'solution' || kit.hasSolution);
  const row = (left: string, right: string): string => `  ${left.padEnd(15)}${right}`;
  return [
    'Usage: npm run grade [2A] [2B] [2C] [all] [options]',
    '',
    ...flags.map((flag) => row(flagUse(flag), flag.does)),
    '',
    'Put flags after --, as in the last example; npm takes those before it.',
    ...gradeExamples(test, kit).map((example) => `  ${example}`),
    '',
    'Exit codes',
    '  0 all passed   1 some test failed   2 the command line or the set-up is wrong',
    '  3 the grader itself failed   130 interrupted',
  ].join('\n');
}
