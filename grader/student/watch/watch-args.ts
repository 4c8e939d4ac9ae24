/** What `npm run watch` was asked for. Pure. */
import type { Stage } from '../../contract';
import { STAGES, stagesCalled } from '../../command/grade-words/grade-flags';
import type { GradeTarget } from '../../command/grade-line';
import { nearest } from '../../command/nearest';
import { askBack, type UsageProblem } from '../../command/usage-problem';
import { type Help, readWords, type Vocabulary } from '../../command/options';

const WATCH = 'npm run watch';

export interface WatchCommand {
  readonly kind: 'watch';
  /** All stages up to the one that was named, since each builds on those before it. */
  readonly stages: readonly Stage[];
  readonly target: GradeTarget;
  /** Looks at the files again and again, where the system does not tell of changes. */
  readonly isPolling: boolean;
  readonly verbose: boolean;
}

const VOCABULARY: Vocabulary = {
  command: WATCH,
  does: 'Grades whenever you save: what failed last first, then the rest.',
  bare: 'STAGE',
  words: [
    { name: 'dir', takes: 'PATH', does: 'watch and grade the code in another folder' },
    { name: 'poll', does: 'look at the files 5 times a second: for network drives' },
    { name: 'verbose', does: 'tell every failure in full' },
  ],
  examples: [
    `${WATCH} 2C    2C, and 2A and 2B before it`,
    `${WATCH}       all stages, beginning with the first that fails`,
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
  return {
    kind: 'watch',
    stages: STAGES.filter((stage) => stage <= last),
    target: path === undefined ? { kind: 'labs' } : { kind: 'folder', path },
    isPolling: said.has('poll'),
    verbose: said.has('verbose'),
  };
}

function unknown(word: string): UsageProblem {
  const meant = nearest(word, STAGES);
  return askBack(
    `"${word}" is no stage. Stages are ${STAGES.join(', ')}; what fails is run first by itself. For example:`,
    `${WATCH} ${meant ?? '2A'}`,
  );
}
