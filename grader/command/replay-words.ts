/**
 * Which run a person means, in the options of a Replay line: `2C only=figure-8 seed=7`, `2C/figure-8
 * seed=7`, `scenario=FILE`, or none for what failed last. Pure.
 */
import { type Stage, STAGES } from '../contract';
import { CATALOGUE } from '../judge/scenarios/catalogue';
import { stagesCalled } from './stage-words';
import { type GradeTarget, pasteLine, targetWords } from './grade-line';
import { nearest } from './nearest';
import { SOLUTION_WORD } from './place';
import { findTest, nameOf, splitTestName } from './test-names';
import { askBack, LIST_LINE, type UsageProblem } from './usage-problem';
import { type Said, seedSaid, type Word } from './options';
import type { Seed } from '../world/sim/seed';

export type ReplayWish = { readonly target: GradeTarget } & (
  | { readonly kind: 'run'; readonly test: string; readonly seed: Seed }
  /** A scenario file, as the person named it. */
  | { readonly kind: 'scenario'; readonly file: string }
  /** Whatever failed first in the last grading of these stages. */
  | { readonly kind: 'last'; readonly stages: readonly Stage[] }
);

export const REPLAY_WORDS: readonly Word[] = [
  { name: 'only', takes: 'NAME', does: 'the test, as in a Replay line' },
  { name: 'seed', takes: 'N', does: 'the seed; 1 by default' },
  { name: 'scenario', takes: 'FILE', does: 'a scenario file instead of a test' },
  { name: 'dir', takes: 'PATH', does: 'the code in another folder' },
  SOLUTION_WORD,
];

/** Why a command that has to know the last failure does not know that of another folder. */
export const ONLY_LABS = 'Only gradings of labs/raft are remembered.';

/** The command that asks. */
interface Asking {
  /** `npm run trace`, for the lines to paste. */
  readonly command: string;
  /** All options of the command. A misspelt one would look like the name of a test. */
  readonly words: readonly string[];
}

export function replayWish(said: Said, asking: Asking): ReplayWish | UsageProblem {
  const { command } = asking;
  const seed = seedSaid(said);
  if (typeof seed === 'object') return seed;
  const target = targetOf(said);
  if (target === undefined)
    return askBack('One folder at a time: dir=PATH, or solution.', `${command} help`);
  const stages = said.bare.map(stagesCalled).find((found) => found !== undefined);
  const [name, ...more] = [
    ...said.bare.filter((word) => stagesCalled(word) === undefined),
    ...said.all('only'),
  ];
  const file = said.one('scenario');
  if (file !== undefined) {
    if (name === undefined && seed === undefined) return { kind: 'scenario', file, target };
    return askBack(
      'A scenario file describes the whole run. Leave out test and seed:',
      scenarioLine(command, file),
    );
  }
  if (name !== undefined && more.length > 0)
    return askBack(
      'One run at a time. Did you mean:',
      ...[name, ...more].map((one) => `${command} ${one}`),
    );
  if (name !== undefined) {
    const test = testCalled(name, stages, asking);
    return typeof test === 'object' ? test : { kind: 'run', test, seed: seed ?? 1, target };
  }
  if (target.kind === 'labs' && seed === undefined)
    return { kind: 'last', stages: stages ?? STAGES, target };
  return askBack(
    target.kind === 'labs' ? 'Which test? For example:' : `${ONLY_LABS} Name a test and a seed:`,
    pasteLine(['2C/figure-8', `seed=${seed ?? 1}`, ...targetWords(target)], command),
  );
}

function scenarioLine(command: string, file: string): string {
  return `${command} scenario=${file}`;
}

function targetOf(said: Said): GradeTarget | undefined {
  const path = said.one('dir');
  if (path !== undefined) return said.has('solution') ? undefined : { kind: 'folder', path };
  return said.has('solution') ? { kind: 'solution' } : { kind: 'labs' };
}

function testCalled(
  word: string,
  stages: readonly Stage[] | undefined,
  { command, words }: Asking,
): string | UsageProblem {
  const found = findTest(word, CATALOGUE, stages);
  if (found.kind === 'one') return found.test.id;
  if (found.kind === 'several') {
    const ids = found.tests.map(({ id }) => id);
    return askBack(
      `"${word}" fits several tests: ${ids.join(', ')}\nFor example:`,
      `${command} ${ids[0] ?? ''}`,
    );
  }
  const meant = nearest(splitTestName(word).name, CATALOGUE.map(nameOf));
  const other = meant === undefined ? nearest(word, [...words, 'help']) : undefined;
  if (other !== undefined)
    return askBack(
      `"${word}" is not understood. Did you mean "${other}"? To list all options:`,
      `${command} help`,
    );
  return meant === undefined
    ? askBack(`There is no test "${word}". To list all tests:`, LIST_LINE)
    : askBack(`There is no test "${word}". Did you mean ${meant}?`, `${command} ${meant}`);
}
