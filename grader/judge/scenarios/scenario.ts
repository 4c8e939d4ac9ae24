/** What a test of the catalogue is: data, and a script that speaks the cluster's verbs. */
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
  /** How many; where rounds differ, by round. */
  readonly servers: Size | readonly Size[];
  /** One server runs code, drawn by the seed: the scenario plays all others by hand. */
  readonly alone?: true;
  /** Real crashes at every point: rule P.2 need not imagine them. */
  readonly crashesEverywhere?: true;
  /** Servers boot their Persister and nothing else; see persister-rig.ts. */
  readonly rig?: 'persister';
  /** How many seeds are run by default. */
  readonly seeds: number;
  /**
   * What must have happened for the run to mean anything, as `a duplicated request was delivered`. A
   * run that does not reach them all is inconclusive. See {@link Cluster.mark}.
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
