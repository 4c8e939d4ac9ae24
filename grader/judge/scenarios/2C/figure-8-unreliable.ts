import { conflict, replyAfterItsTerm, requestLost, watchFor } from '../corners';
import { scenario } from '../scenario';

const ROUNDS = 1_000;
const REORDER_FROM_ROUND = 200;
/**
 * While two thirds of the votes are delayed for seconds, an election may fail many times in a row. The
 * classic limit of 10 s fails about one correct run in 100,000, and slower timers more often.
 */
const FINAL_AGREEMENT_MS = 20_000;

export const figure8Unreliable = scenario({
  id: '2C/figure-8-unreliable',
  title: 'Figure 8 on an unreliable network',
  story:
    'A thousand rounds: every server is offered commands, leaders are disconnected, messages are lost, and replies are delayed by seconds. In the end all servers agree.',
  rules: ['L.5', 'L.4', 'FB.3', 'FB.5', 'S.4', 'S.5', 'V.2'],
  points: 9,
  servers: 5,
  seeds: 5,
  marks: [requestLost.name, replyAfterItsTerm.name, conflict.name],
  play(cluster) {
    watchFor(cluster, requestLost, replyAfterItsTerm, conflict);
    const { rng } = cluster;
    cluster.unreliable = true;
    cluster.agree(cluster.freshCommand(), { on: 1, retry: true });
    for (let round = 0; round < ROUNDS; round++) {
      if (round === REORDER_FROM_ROUND) cluster.longReordering = true;
      const leaders = cluster.nodes.filter(
        (node) => node.start(cluster.freshCommand()) !== undefined && node.isConnected,
      );
      cluster.run(rng.chance(1, 10) ? rng.int(0, 500) : rng.int(0, 12));
      const leader = leaders.at(-1);
      if (leader && rng.chance(1, 2)) leader.disconnect();
      if (cluster.connected.length < cluster.majority) {
        const chosen = rng.pick(cluster.nodes);
        if (!chosen.isConnected) chosen.connect();
      }
    }
    for (const node of cluster.nodes) if (!node.isConnected) node.connect();
    cluster.agree(cluster.freshCommand(), {
      on: 5,
      retry: true,
      withinMs: FINAL_AGREEMENT_MS,
    });
  },
});
