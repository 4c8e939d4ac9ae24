import type { Cluster } from '../../../world/cluster/cluster';
import type { Node } from '../../../world/cluster/node';
import { watchFor, wokeDeposed } from '../corners';
import { offer } from '../expect';
import { scenario } from '../scenario';
import { deafen, openAll } from './one-way-links';

const ROUNDS = 6;
const COMMANDS = 3;
const AGREEMENT_MS = 20_000;
const AWAKE_MS = 300;

export const pausedLeader = scenario({
  id: '2C/paused-leader',
  title: 'A leader sleeps through an election',
  story:
    'A leader freezes with commands on their way; the others elect a new leader and commit. The old leader wakes in its old term, takes commands, and receives the messages that were waiting.',
  rules: ['AE.1', 'ALL.2', 'L.3', 'L.5', 'S.2', 'S.4', 'S.5', 'V.2'],
  points: 1,
  servers: 3,
  seeds: 5,
  marks: [wokeDeposed.name],
  play(cluster) {
    watchFor(cluster, wokeDeposed);
    for (let round = 0; round < ROUNDS; round++) {
      const sleeper = cluster.leader();
      offer(sleeper, COMMANDS, cluster);
      cluster.run(cluster.rng.int(0, 4));
      sleeper.pause();
      // Otherwise the messages that arrived during the pause, also those of the newer term, would be
      // handled first.
      if (round % 2 === 0) deafen(cluster, sleeper);
      cluster.agree(cluster.freshCommand(), { on: 2, retry: true, withinMs: AGREEMENT_MS });
      wake(cluster, sleeper);
      cluster.agree(cluster.freshCommand(), { on: 3, retry: true, withinMs: AGREEMENT_MS });
    }
  },
});

/** Offers commands before a message can bring the newer term. */
function wake(cluster: Cluster, sleeper: Node): void {
  openAll(cluster);
  sleeper.thaw();
  offer(sleeper, COMMANDS, cluster);
  cluster.run(AWAKE_MS);
  offer(sleeper, COMMANDS, cluster);
}
