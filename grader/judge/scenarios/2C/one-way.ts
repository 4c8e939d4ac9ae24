/**
 * Links that carry messages in one direction only. While they last, the servers need not agree on anything, because a
 * server that receives nothing may start elections again and again; but no safety rule may break.
 */
import type { Cluster } from '../../../world/cluster/cluster';
import { replyLost, watchFor } from '../corners';
import { offer } from '../expect';
import { scenario } from '../scenario';
import { cutWay, deafen, mute, openAll, ring } from './one-way-links';

const COMMANDS = 3;
const CUT_MS = 1_500;
const STORM_ROUNDS = 10;
const AGREEMENT_MS = 20_000;

export const oneWay = scenario({
  id: '2C/one-way',
  title: 'Servers agree after links have worked in one direction only',
  story:
    'A leader sends but receives nothing; a leader receives but its messages are lost; each server can send only to the next one in a ring; links are cut at random in one direction. Once all links work again, all servers agree.',
  rules: ['ALL.2', 'C.2', 'L.5', 'S.4', 'S.5', 'V.2', 'V.3'],
  points: 1,
  servers: 5,
  seeds: 5,
  marks: [replyLost.name],
  play(cluster) {
    watchFor(cluster, replyLost);
    const deaf = cluster.leader();
    deafen(cluster, deaf);
    // The followers accept these commands, but the leader never learns of it.
    offer(deaf, COMMANDS, cluster);
    cluster.run(CUT_MS);
    allAgree(cluster);

    const silent = cluster.leader();
    mute(cluster, silent);
    offer(silent, COMMANDS, cluster);
    // The other four hear from no leader and elect one, and the old leader learns of it.
    cluster.agree(cluster.freshCommand(), { on: 4, retry: true, withinMs: AGREEMENT_MS });
    allAgree(cluster);

    ring(cluster);
    for (const node of cluster.nodes) offer(node, COMMANDS, cluster);
    cluster.run(CUT_MS);
    allAgree(cluster);

    deafen(cluster, cluster.leader().next());
    for (const node of cluster.nodes) offer(node, COMMANDS, cluster);
    cluster.run(CUT_MS);
    allAgree(cluster);

    storm(cluster);
    allAgree(cluster);
  },
});

/** In each round every link is cut with a probability of 3/10. */
function storm(cluster: Cluster): void {
  const { rng } = cluster;
  for (let round = 0; round < STORM_ROUNDS; round++) {
    openAll(cluster);
    for (const from of cluster.nodes)
      for (const to of cluster.nodes)
        if (to !== from && rng.chance(3, 10)) cutWay(cluster, from, to);
    for (const node of cluster.nodes) offer(node, 1, cluster);
    cluster.run(rng.int(100, 900));
  }
}

function allAgree(cluster: Cluster): void {
  openAll(cluster);
  cluster.agree(cluster.freshCommand(), { on: 5, retry: true, withinMs: AGREEMENT_MS });
}
