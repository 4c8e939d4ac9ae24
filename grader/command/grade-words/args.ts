/**
 * Parses the command line of `npm run grade`. Pure: it reads no files, prints nothing and never ends
 * the process. First the words are read (read-words.ts, npm-flags.ts), then mistakes are reported
 * (refusals.ts, unknown-word.ts, chosen-tests.ts), and what is left is a command.
 */
import { type Stage, STAGES } from '../../contract';
import { chosenTests } from './chosen-tests';
import { GRADE_FLAGS, gradeHelp, type FlagName, type GradeKit } from './grade-flags';
import type { GradeTarget } from '../grade-line';
import {
  flagMeant,
  flagsIn,
  isNumber,
  isOn,
  lacksValue,
  looksLikeStage,
  readWords,
  stagesIn,
  type Heard,
  type HeardWord,
} from './read-words';
import { npmIsVerbose, readNpm } from './npm-flags';
import { readReport, type ReportWish } from './report-words';
import { refuseMissing, refuseReports, refuseTogether, refuseTwice, refuseValue } from './refusals';
import { findExact, findTest, stageOf, type CatalogueTest } from '../test-names';
import { refuseUnknown } from './unknown-word';
import type { UsageProblem } from '../usage-problem';

export { gradeHelp } from './grade-flags';
export { gradeLine, type GradeLineParts, type GradeTarget } from '../grade-line';
export type { ReportWish } from './report-words';
export type { CatalogueTest } from '../test-names';
export type { UsageProblem } from '../usage-problem';
import { type Seed, seedCalled } from '../../world/sim/seed';

export type GradeCommand =
  | {
      readonly kind: 'grade';
      /** In the order of the lab, without repeats; with `tests`, only the stages of those tests. */
      readonly stages: readonly Stage[];
      /** Ids in the catalogue's order; absent means every test of the stages. */
      readonly tests?: readonly string[];
      /** The one seed to replay. Never together with `seeds`. */
      readonly seed?: Seed;
      /** How many seeds to run, 1 to 1,000,000. */
      readonly seeds?: number;
      /** A folder's path is as typed: relative to the user's current folder (npm's INIT_CWD). */
      readonly target: GradeTarget;
      readonly json: boolean;
      /** Absent if none is wanted. */
      readonly reports?: readonly ReportWish[];
      readonly verbose: boolean;
    }
  | {
      readonly kind: 'scenarios';
      /** Files and folders, as typed. */
      readonly named: readonly string[];
      readonly target: GradeTarget;
      readonly verbose: boolean;
    }
  | { readonly kind: 'list'; readonly stages: readonly Stage[] }
  | { readonly kind: 'help'; readonly text: string }
  /** The command line is empty. */
  | { readonly kind: 'overview' };

/**
 * @param argv the arguments after the script's name
 * @param env the environment; npm's variables count only when npm runs the script
 * @param kit what this kit contains, for the help
 */
export function parseGradeArgs(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  catalogue: readonly CatalogueTest[],
  kit: GradeKit = { hasSolution: true },
): GradeCommand | UsageProblem {
  const words = readWords(argv);
  const byNpm = readNpm(env, words);
  const heard = withTestNames([...words, ...byNpm], catalogue);
  if (heard.length === 0) return { kind: 'overview' };
  if (switchedOn(heard, 'help'))
    return { kind: 'help', text: gradeHelp(exampleTest(catalogue), kit) };

  const problem =
    refuseMissing(heard, byNpm, catalogue) ??
    refuseUnknown(heard, catalogue) ??
    refuseValue(heard) ??
    refuseTwice(heard) ??
    refuseTogether(heard) ??
    refuseReports(heard, env);
  if (problem !== undefined) return problem;

  const named = flagsIn(heard, 'scenario').map(({ value }) => atHome(value ?? '', env['HOME']));
  if (named.length > 0) {
    const target = targetOf(heard, env['HOME']);
    return { kind: 'scenarios', named, target, verbose: switchedOn(heard, 'verbose') };
  }
  const chosen = chosenTests(heard, catalogue);
  if (chosen.kind === 'problem') return chosen;
  if (switchedOn(heard, 'list')) return { kind: 'list', stages: stagesIn(heard) ?? STAGES };
  const seed = seedCalled(valueOf(heard, 'seed') ?? '');
  const seeds = valueOf(heard, 'seeds');
  const reports = reportsIn(heard, env);
  return {
    kind: 'grade',
    ...(chosen.kind === 'all'
      ? { stages: stagesIn(heard) ?? STAGES }
      : { stages: stagesOf(chosen.tests), tests: chosen.tests.map((test) => test.id) }),
    ...(seed === undefined ? {} : { seed }),
    ...(seeds === undefined ? {} : { seeds: Number(seeds) }),
    target: targetOf(heard, env['HOME']),
    json: switchedOn(heard, 'json'),
    ...(reports.length > 0 && { reports }),
    verbose: switchedOn(heard, 'verbose') || npmIsVerbose(env),
  };
}

/**
 * Puts `only=` before the words that name a test. A whole name always names one; part of a name only if
 * no flag is nearer, so that `solutio` is a typing mistake and not a search.
 */
function withTestNames(
  heard: readonly Heard[],
  catalogue: readonly CatalogueTest[],
): readonly Heard[] {
  const only = GRADE_FLAGS.find((flag) => flag.name === 'only');
  if (only === undefined) throw new Error('the flag "only" is gone from GRADE_FLAGS');
  const stages = stagesIn(heard);
  const lost = (name: FlagName): boolean => flagsIn(heard, name).some(lacksValue);
  // npm turns `-t figure-8` into a bare word and an empty -t, and the word is then the test's name.
  // Beside an empty --dir it could be the value of either.
  const everyWord = lost('only') && !lost('dir');
  const names = (word: HeardWord): boolean => {
    if (word.value !== undefined || isNumber(word)) return false;
    const parts = word.name.split(',');
    const all = (find: typeof findTest): boolean =>
      parts.every((part) => find(part, catalogue, stages).kind !== 'none');
    if (all(findExact)) return true;
    if (word.dashed || looksLikeStage(word)) return false;
    if (everyWord) return true;
    if (lost('dir') || flagMeant(word) !== undefined || word.name.length < 3) return false;
    return all(findTest);
  };
  const named = heard.map((said): Heard =>
    said.kind === 'word' && names(said) ? { kind: 'flag', flag: only, value: said.name } : said,
  );
  const anyTest = named.some((said, at) => said !== heard[at]);
  const empty = (said: Heard): boolean =>
    said.kind === 'flag' && said.flag === only && lacksValue(said);
  return anyTest ? named.filter((said) => !empty(said)) : named;
}

function targetOf(heard: readonly Heard[], home: string | undefined): GradeTarget {
  const path = valueOf(heard, 'dir');
  if (path !== undefined) {
    return { kind: 'folder', path: atHome(path, home) };
  }
  return switchedOn(heard, 'solution') ? { kind: 'solution' } : { kind: 'labs' };
}

/** Some shells (zsh, dash) do not expand the ~ of `dir=~/raft`. */
function atHome(path: string, home: string | undefined): string {
  return path.replace(/^~(?=\/|$)/, () => home ?? '~');
}

/** Each report once, even if it is asked for twice. */
function reportsIn(
  heard: readonly Heard[],
  env: Readonly<Record<string, string | undefined>>,
): readonly ReportWish[] {
  const values = new Set(flagsIn(heard, 'report').map(({ value }) => value ?? ''));
  return [...values].flatMap((value) => {
    const wish = readReport(value, env);
    if ('kind' in wish) return [];
    return [{ ...wish, ...(wish.file !== undefined && { file: atHome(wish.file, env['HOME']) }) }];
  });
}

function valueOf(heard: readonly Heard[], name: FlagName): string | undefined {
  return flagsIn(heard, name)[0]?.value;
}

function switchedOn(heard: readonly Heard[], name: FlagName): boolean {
  return flagsIn(heard, name).some((said) => isOn(said.value));
}

function stagesOf(tests: readonly CatalogueTest[]): readonly Stage[] {
  return STAGES.filter((stage) => tests.some((test) => stageOf(test) === stage));
}

/** The test that the help shows: the most famous one, if this lab has it. */
function exampleTest(catalogue: readonly CatalogueTest[]): CatalogueTest | undefined {
  return catalogue.find((test) => test.id === '2C/figure-8') ?? catalogue.at(-1);
}
