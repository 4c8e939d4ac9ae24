/** Reads the options of `npm run live`. Pure. */
import type { GradeTarget } from '../../command/grade-line';
import { SOLUTION_WORD } from '../../command/place';
import { askBack, type UsageProblem } from '../../command/usage-problem';
import { type Help, readWords, type Vocabulary, wholeNumber } from '../../command/options';
import { SEED_MAX } from '../../world/sim/seed';

export const LIVE = 'npm run live';

export interface LiveCommand {
  readonly kind: 'live';
  readonly target: GradeTarget;
  readonly servers: number;
  /** Client port of the first server. */
  readonly port: number;
  readonly data: string | undefined;
  readonly isFresh: boolean;
  readonly does: 'serve' | 'chaos' | 'bench';
  readonly hasPage: boolean;
  readonly seconds: number | undefined;
  readonly seed: number | undefined;
}

/** A single server would receive no reply that could make it leader. */
const SERVERS = { least: 2, most: 7 } as const;
const PORT = 7_379;
/** Leaves room for one port per server. */
const PORTS = { least: 1, most: 65_535 - SERVERS.most } as const;

const VOCABULARY: Vocabulary = {
  command: LIVE,
  does: 'Runs your Raft for real: processes, sockets, disks, and Redis clients. It gives no points.',
  words: [
    { name: 'servers', takes: 'N', does: 'number of servers; 3 by default' },
    {
      name: 'port',
      takes: 'N',
      does: `port of the first server; the others use the next ones; ${PORT} by default`,
    },
    SOLUTION_WORD,
    { name: 'dir', takes: 'FOLDER', does: 'run the code in this folder' },
    { name: 'data', takes: 'FOLDER', does: 'folder of the disks; .raft-lab/live by default' },
    { name: 'fresh', does: 'begin with empty disks' },
    { name: 'page', does: 'serve a page that shows the cluster and has buttons' },
    { name: 'chaos', does: 'kill, pause and cut while clients work, and check what they saw' },
    { name: 'bench', does: 'measure throughput and latency' },
    { name: 'seconds', takes: 'N', does: 'stop after this time; chaos takes 30 by default' },
    { name: 'seed', takes: 'N', does: 'repeat the plan of faults; only with chaos' },
  ],
  examples: [
    `${LIVE}                        three servers on ports ${PORT} to ${PORT + 2}`,
    `redis-cli -c -p ${PORT} set x 1        in another terminal`,
    `${LIVE} chaos seconds=60       is it linearizable?`,
    `${LIVE} page                   watch it in a browser`,
  ],
};

export function parseLiveArgs(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): LiveCommand | Help | UsageProblem {
  const said = readWords(VOCABULARY, argv, env);
  if (said.kind !== 'said') return said;
  const servers = wholeNumber(said, 'servers', SERVERS);
  if (typeof servers === 'object') return servers;
  const port = wholeNumber(said, 'port', PORTS);
  if (typeof port === 'object') return port;
  const seconds = wholeNumber(said, 'seconds', { least: 1, most: 86_400 });
  if (typeof seconds === 'object') return seconds;
  const seed = wholeNumber(said, 'seed', { least: 0, most: SEED_MAX });
  if (typeof seed === 'object') return seed;
  const path = said.one('dir');
  if (path !== undefined && said.has('solution'))
    return askBack('One folder at a time: dir=FOLDER, or solution.', `${LIVE} help`);
  const [isChaos, isBench] = [said.has('chaos'), said.has('bench')];
  if (isChaos && isBench)
    return askBack(
      'Faults would distort the measurement, so chaos and bench cannot be combined. To list all options:',
      `${LIVE} help`,
    );
  if (seed !== undefined && !isChaos)
    return askBack('seed= works only with chaos:', `${LIVE} chaos seed=${seed}`);
  const target: GradeTarget =
    path !== undefined
      ? { kind: 'folder', path }
      : { kind: said.has('solution') ? 'solution' : 'labs' };
  return {
    kind: 'live',
    target,
    servers: servers ?? 3,
    port: port ?? PORT,
    data: said.one('data'),
    isFresh: said.has('fresh'),
    does: isChaos ? 'chaos' : isBench ? 'bench' : 'serve',
    hasPage: said.has('page'),
    seconds,
    seed,
  };
}
