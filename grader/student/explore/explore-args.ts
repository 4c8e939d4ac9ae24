/** Reads the options of `npm run explore`. Pure. */
import { readSchedule } from '../../runs/explore/choice';
import { BOUND_NAMES, BOUNDS, type Bound, type Scope, usualScope } from '../../runs/explore/scope';
import { type GradeTarget, pasteLine, targetWords } from '../../command/grade-line';
import {
  type Help,
  readWords,
  unknownOption,
  type Vocabulary,
  wholeNumber,
} from '../../command/options';
import { SOLUTION_WORD } from '../../command/place';
import { stagesCalled } from '../../command/stage-words';
import { askBack, type UsageProblem } from '../../command/usage-problem';

export interface ExploreCommand {
  readonly kind: 'explore';
  readonly scope: Scope;
  readonly seconds: number;
  readonly target: GradeTarget;
  readonly replay?: string;
}

const SECONDS = { least: 1, most: 86_400, usual: 20 } as const;

const EXPLORE = 'npm run explore';

const VOCABULARY: Vocabulary = {
  command: EXPLORE,
  does: 'Tries everything that can happen to a small cluster, shortest schedules first. docs/explore.md says what the options mean, and what is covered.',
  bare: '[STAGE]',
  words: [
    ...BOUND_NAMES.map((name) => ({
      name,
      takes: 'N',
      does: `${BOUNDS[name].least} to ${BOUNDS[name].most}; ${BOUNDS[name].usual} by default`,
    })),
    { name: 'seconds', takes: 'N', does: `ends after this time; ${SECONDS.usual} by default` },
    { name: 'dir', takes: 'PATH', does: 'the code in another folder' },
    SOLUTION_WORD,
    { name: 'replay', takes: 'SCHEDULE', does: 'replay one schedule, copied from a report' },
  ],
  examples: [
    `${EXPLORE}                  everything that 2C judges, on labs/raft`,
    `${EXPLORE} 2A depth=6       only elections`,
    `${EXPLORE} seconds=300      for five minutes`,
  ],
};

export function parseExploreArgs(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): ExploreCommand | Help | UsageProblem {
  const said = readWords(VOCABULARY, argv, env);
  if (said.kind !== 'said') return said;
  const strange = said.bare.find((word) => stagesCalled(word) === undefined);
  if (strange !== undefined) return unknownOption(VOCABULARY, strange);
  const stages = said.bare.flatMap((word) => stagesCalled(word) ?? []);
  if (stages.length > 1)
    return askBack(
      `Explore one stage at a time: ${stages.join(' or ')}. 2C judges the others' rules too.`,
    );
  const stage = stages[0] ?? '2C';
  const bounds: Partial<Record<Bound, number>> = {};
  for (const name of BOUND_NAMES) {
    const read = wholeNumber(said, name, BOUNDS[name]);
    if (typeof read === 'object') return read;
    if (read !== undefined) bounds[name] = read;
  }
  const seconds = wholeNumber(said, 'seconds', SECONDS);
  if (typeof seconds === 'object') return seconds;
  const dir = said.one('dir');
  if (dir !== undefined && said.has('solution'))
    return askBack('One folder at a time: dir=PATH, or solution.', `${EXPLORE} help`);
  const replay = said.one('replay');
  if (replay !== undefined && !readSchedule(replay))
    return askBack(`"${replay}" is not a schedule. Copy the whole text from the report.`);
  return {
    kind: 'explore',
    scope: { ...usualScope(stage), ...bounds },
    seconds: seconds ?? SECONDS.usual,
    target:
      dir !== undefined
        ? { kind: 'folder', path: dir }
        : { kind: said.has('solution') ? 'solution' : 'labs' },
    ...(replay !== undefined && { replay }),
  };
}

/** The command that replays a schedule. Of the bounds, it needs only the number of servers. */
export function replayLine({ scope, target }: ExploreCommand, schedule: string): string {
  const words: string[] = [];
  if (scope.stage !== '2C') words.push(scope.stage);
  if (scope.servers !== BOUNDS.servers.usual) words.push(`servers=${scope.servers}`);
  return pasteLine([...words, ...targetWords(target), `replay=${schedule}`], EXPLORE);
}
