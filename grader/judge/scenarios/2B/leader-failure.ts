import { scenario } from '../scenario';

export const leaderFailure = scenario({
  id: '2B/leader-failure',
  title: 'Leaders fail one by one',
  story:
    'With the leader disconnected, the other two agree. When their leader is disconnected as well, nothing is committed.',
  rules: ['F.2', 'L.5', 'RV.3', 'V.2', 'V.3'],
  points: 5,
  servers: 3,
  seeds: 10,
  play(cluster) {
    cluster.agree('101', { on: 3 });
    cluster.leader().disconnect();
    cluster.agree('102', { on: 2 });
    cluster.run(1_000);
    cluster.agree('103', { on: 2 });

    cluster.leader().disconnect();
    for (const node of cluster.nodes) node.start('104');
    cluster.run(2_000);
    cluster.notApplied(4, 'though no server could reach a majority');
  },
});
