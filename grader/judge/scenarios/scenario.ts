/** Defines a test of the catalogue: data, and a script that uses the methods of the cluster. */
import type { Stage } from '../../contract';
import type { Cluster } from '../../world/cluster/cluster';
import { Broken } from '../../world/sim/broken';

export interface Scenario {
  /** `stage/kebab-case` */
  readonly id: string;
  readonly title: string;
  /** What happens and what must hold, in a sentence. */
  readonly story: string;
  /** Ids of docs/figure-2.md that it exercises. */
  readonly rules: readonly string[];
  /** Points of its stage; a stage adds up to 100. */
  readonly points: number;
  /** Number of servers; a list where rounds differ. */
  readonly servers: Size | readonly Size[];
  /** Only one server runs code, chosen by the seed; the scenario plays all others by hand. */
  readonly alone?: true;
  /** The test crashes servers at every point, so rule P.2 need not question them. */
  readonly crashesEverywhere?: true;
  /** Servers boot only their Persister; see persister-rig.ts. */
  readonly rig?: 'persister';
  /** How many seeds are run by default. */
  readonly seeds: number;
  /**
   * Names of what a run must reach, such as `a duplicated request was delivered`. A run that does not
   * reach them all is inconclusive. See {@link Cluster.mark}.
   */
  readonly marks?: readonly string[];
  /**
   * All servers have been booted and are connected; the network is reliable.
   *
   * @param round counts from 0
   * @returns whether there is another round, to be played on a fresh cluster
   */
  readonly play: (cluster: Cluster, round: number) => 'again' | undefined;
}

export type Size = 3 | 4 | 5 | 6 | 7;

export function scenario(of: Scenario): Scenario {
  return of;
}

/** One round for each row of a table, each on a fresh cluster. */
export function rows<R extends { readonly name: string }>(
  table: readonly R[],
  play: (cluster: Cluster, row: R) => void,
): Scenario['play'] {
  return (cluster, round) => {
    const row = table[round];
    if (!row) throw new Error(`there is no row ${round}`);
    cluster.note(row.name);
    try {
      play(cluster, row);
    } catch (thrown) {
      if (!(thrown instanceof Broken)) throw thrown;
      const { rule, breach } = thrown;
      throw new Broken(rule, { ...breach, message: `(${row.name}) ${breach.message}` });
    }
    return round + 1 < table.length ? 'again' : undefined;
  };
}

/** A row that has a play of its own, in a cluster of its own size. */
export interface Situation {
  readonly name: string;
  readonly servers: Size;
  readonly play: (cluster: Cluster) => void;
}

export function situations(table: readonly Situation[]): Pick<Scenario, 'servers' | 'play'> {
  return {
    servers: table.map(({ servers }) => servers),
    play: rows(table, (cluster, { play }) => {
      play(cluster);
    }),
  };
}

/** How many servers a round has. */
export function sizeOf({ servers }: Pick<Scenario, 'servers'>, round: number): Size {
  if (typeof servers === 'number') return servers;
  const size = servers[round] ?? servers.at(-1);
  if (size === undefined) throw new Error('a scenario has servers');
  return size;
}

export function stageOf({ id }: { readonly id: string }): Stage {
  return id.slice(0, 2) as Stage;
}
