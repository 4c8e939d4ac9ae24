import { leaderCrashedAhead, oldEntryOnMajority, watchFor } from '../corners';
import { scenario } from '../scenario';
import { PowerCuts } from './power-cuts';

const ROUNDS = 1_000;

export const figure8 = scenario({
  id: '2C/figure-8',
  title: 'Figure 8: leaders crash, again and again',
  story:
    'A thousand rounds: every running server is offered a command, the leader crashes, and one server restarts when fewer than three are up. Sometimes a follower crashes right after its reply, or all servers crash.',
  rules: ['L.5', 'P.1', 'P.2', 'S.4', 'S.5', 'V.2'],
  points: 8,
  servers: 5,
  seeds: 5,
  marks: [leaderCrashedAhead.name, oldEntryOnMajority.name],
  play(cluster) {
    watchFor(cluster, leaderCrashedAhead, oldEntryOnMajority);
    const { rng } = cluster;
    const power = new PowerCuts(cluster);
    cluster.agree(cluster.freshCommand(), { on: 1, retry: true });
    for (let round = 0; round < ROUNDS; round++) {
      const leaders = cluster.nodes.filter(
        (node) => node.isUp && node.start(cluster.freshCommand()) !== undefined,
      );
      const isCut = leaders.length > 0 && rng.chance(1, 4);
      if (isCut && rng.chance(1, 4)) power.blackout();
      else if (isCut) power.afterAnswer();
      else cluster.run(rng.chance(1, 10) ? rng.int(0, 500) : rng.int(0, 12));
      const leader = leaders.at(-1);
      if (leader?.isUp) leader.crash();
      if (cluster.connected.length < cluster.majority) {
        const chosen = rng.pick(cluster.nodes);
        if (!chosen.isUp) chosen.restart();
      }
    }
    for (const node of cluster.nodes) if (!node.isUp) node.restart();
    cluster.agree(cluster.freshCommand(), { on: 5, retry: true });
  },
});
