/** What a test of the catalogue is: data, and a script that speaks the cluster's verbs. */
import type { Stage } from '../contract';
import type { Cluster } from '../cluster/cluster';

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
  readonly servers: 3 | 5 | 7;
  /** How many seeds are run by default. */
  readonly seeds: number;
  /** All servers have been booted and are connected; the network is reliable. */
  readonly play: (cluster: Cluster) => void;
}

export function scenario(of: Scenario): Scenario {
  return of;
}

export function stageOf({ id }: { readonly id: string }): Stage {
  return id.slice(0, 2) as Stage;
}
