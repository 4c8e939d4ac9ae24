/** Reads the options of `npm run play`. Pure. */
import type { Stage } from '../../contract';
import { stagesCalled } from '../../command/stage-words';
import type { GradeTarget } from '../../command/grade-line';
import { REPLAY_WORDS, replayWish, type ReplayWish } from '../../command/replay-words';
import { askBack, type UsageProblem } from '../../command/usage-problem';
import {
  type Help,
  readWords,
  seedSaid,
  type Vocabulary,
  wholeNumber,
} from '../../command/options';
import type { Seed } from '../../world/sim/seed';

export const PLAY = 'npm run play';

export interface PlayCommand {
  readonly kind: 'play';
  readonly start: Start;
  readonly target: GradeTarget;
  /** 0 means any free port. */
  readonly port: number;
  /** Opens a browser. */
  readonly isOpening: boolean;
}

export type Start =
  /** A new cluster, checked by the rules of this stage. */
  | {
      readonly kind: 'fresh';
      readonly stage: Stage;
      readonly servers: number;
      readonly seed: Seed;
      readonly weather: 'reliable' | 'unreliable';
    }
  /** A run that was played before, up to its end. */
  | Exclude<ReplayWish, { kind: 'last' }>;

const SERVERS = { least: 1, most: 7 } as const;

const VOCABULARY: Vocabulary = {
  command: PLAY,
  does: 'Serves a page on which you crash servers, cut links, drop messages and go back.',
  bare: 'STAGE or TEST',
  words: [
    { name: 'servers', takes: 'N', does: 'number of servers; 5 by default' },
    { name: 'unreliable', does: 'messages are delayed and lost' },
    ...REPLAY_WORDS,
    { name: 'port', takes: 'N', does: 'port of the page; any free port by default' },
    { name: 'open', does: 'open the page in a browser' },
  ],
  examples: [
    `${PLAY} 2C                        a fresh cluster, under the rules of 2C`,
    `${PLAY} 2C servers=3 seed=7       another one`,
    `${PLAY} 2C/persist-1 seed=1       a run of a test, up to its end`,
    `${PLAY} scenario=FILE             a scenario that was saved`,
  ],
};

export function parsePlayArgs(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): PlayCommand | Help | UsageProblem {
  const said = readWords(VOCABULARY, argv, env);
  if (said.kind !== 'said') return said;
  const port = wholeNumber(said, 'port', { least: 0, most: 65_535 });
  if (typeof port === 'object') return port;
  const servers = wholeNumber(said, 'servers', SERVERS);
  if (typeof servers === 'object') return servers;
  const seed = seedSaid(said);
  if (typeof seed === 'object') return seed;
  const common = { kind: 'play', port: port ?? 0, isOpening: said.has('open') } as const;
  const stages = said.bare.map(stagesCalled);
  const isFresh =
    said.one('scenario') === undefined &&
    said.all('only').length === 0 &&
    stages.every((found) => found !== undefined);
  if (!isFresh) {
    const isFixed = servers !== undefined || said.has('unreliable');
    if (isFixed)
      return askBack('A saved run already has its servers and its network.', `${PLAY} help`);
    // A run or a file was named, so the latest failure is not meant.
    const wish = replayWish(said, {
      command: PLAY,
      words: VOCABULARY.words.map(({ name }) => name),
    });
    if (wish.kind === 'problem') return wish;
    if (wish.kind === 'last') return askBack('Which test? For example:', `${PLAY} 2C/figure-8`);
    return { ...common, start: wish, target: wish.target };
  }
  const path = said.one('dir');
  if (path !== undefined && said.has('solution'))
    return askBack('One folder at a time: dir=PATH, or solution.', `${PLAY} help`);
  const weather = said.has('unreliable') ? 'unreliable' : 'reliable';
  const stage = stages.flat().at(-1) ?? '2C';
  const start = { kind: 'fresh', stage, servers: servers ?? 5, seed: seed ?? 1, weather } as const;
  const target: GradeTarget =
    path !== undefined
      ? { kind: 'folder', path }
      : { kind: said.has('solution') ? 'solution' : 'labs' };
  return { ...common, start, target };
}
