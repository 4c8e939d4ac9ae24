/** Reads the options of `npm run watch`. Pure. */
import { type Stage, STAGES } from '../../contract';
import { CATALOGUE } from '../../judge/scenarios/catalogue';
import { type Scenario, stageOf } from '../../judge/scenarios/scenario';
import { stagesCalled } from '../../command/stage-words';
import type { GradeTarget } from '../../command/grade-line';
import { nearest } from '../../command/nearest';
import { findTest, nameOf, splitTestName } from '../../command/test-names';
import { askBack, LIST_LINE, type UsageProblem } from '../../command/usage-problem';
import { type Help, readWords, type Vocabulary } from '../../command/options';

const WATCH = 'npm run watch';

export interface WatchCommand {
  readonly kind: 'watch';
  /** All stages up to the named one, because each builds on those before it. */
  readonly stages: readonly Stage[];
  /** Ids of the tests; by default all tests of these stages. */
  readonly only?: readonly string[];
  readonly target: GradeTarget;
  /** Checks the files regularly, for systems that do not report changes. */
  readonly isPolling: boolean;
  readonly verbose: boolean;
}

const VOCABULARY: Vocabulary = {
  command: WATCH,
  does: 'Grades whenever you save: first the run that failed last, then the others.',
  bare: '[STAGE]',
  words: [
    {
      name: 'only',
      takes: 'NAME',
      isMany: true,
      does: 'only this test; a part of its name is enough',
    },
    { name: 'dir', takes: 'PATH', does: 'watch and grade the code in another folder' },
    { name: 'poll', does: 'check the files 5 times a second: for network drives' },
    { name: 'verbose', does: 'show every failure in full' },
  ],
  examples: [
    `${WATCH} 2C                 2C, and 2A and 2B before it`,
    `${WATCH} 2C only=figure-8   one test`,
    `${WATCH}                    all stages, first the one that fails`,
  ],
};

export function parseWatchArgs(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): WatchCommand | Help | UsageProblem {
  const said = readWords(VOCABULARY, argv, env);
  if (said.kind !== 'said') return said;
  const strange = said.bare.find((word) => stagesCalled(word) === undefined);
  if (strange !== undefined) return unknown(strange);
  const named = said.bare.flatMap((word) => stagesCalled(word) ?? []);
  const last = named.reduce((late, stage) => (stage > late ? stage : late), named[0] ?? '2C');
  const path = said.one('dir');
  const only = testsCalled(said.all('only'), named.length > 0 ? named : undefined);
  if ('kind' in only) return only;
  return {
    kind: 'watch',
    stages: STAGES.filter((stage) =>
      only.length > 0 ? only.some((test) => stageOf(test) === stage) : stage <= last,
    ),
    ...(only.length > 0 && { only: only.map(({ id }) => id) }),
    target: path === undefined ? { kind: 'labs' } : { kind: 'folder', path },
    isPolling: said.has('poll'),
    verbose: said.has('verbose'),
  };
}

/** As in `npm run grade`: part of a name means all tests that contain it. */
function testsCalled(
  said: readonly string[],
  stages: readonly Stage[] | undefined,
): readonly Scenario[] | UsageProblem {
  const ids = new Set<string>();
  for (const name of said.flatMap((word) => word.split(','))) {
    const found = findTest(name.trim(), CATALOGUE, stages);
    if (found.kind === 'none') {
      const meant = nearest(splitTestName(name).name, CATALOGUE.map(nameOf));
      return meant === undefined
        ? askBack(`There is no test "${name}". All tests:`, LIST_LINE)
        : askBack(`There is no test "${name}". Did you mean ${meant}?`, `${WATCH} only=${meant}`);
    }
    for (const { id } of found.kind === 'one' ? [found.test] : found.tests) ids.add(id);
  }
  return CATALOGUE.filter(({ id }) => ids.has(id));
}

function unknown(word: string): UsageProblem {
  const meant = nearest(word, STAGES);
  return askBack(
    `"${word}" is not a stage. Stages are ${STAGES.join(', ')}; failing runs come first by themselves. For example:`,
    `${WATCH} ${meant ?? '2A'}`,
  );
}
