import { scenario } from '../scenario';

export const reElection = scenario({
  id: '2A/re-election',
  title: 'A new leader is elected when the old one is disconnected',
  story:
    'The leader is disconnected and returns. Then the leader and one other server are disconnected, so that no server can win. Then they return one by one.',
  rules: ['F.2', 'C.2', 'C.4', 'ALL.2', 'S.1', 'V.1'],
  points: 20,
  servers: 3,
  seeds: 10,
  play(cluster) {
    const first = cluster.leader();
    first.disconnect();
    cluster.leader();
    first.connect();
    const second = cluster.leader();

    second.disconnect();
    second.next().disconnect();
    cluster.run(2_000);
    cluster.noLeader();

    second.next().connect();
    cluster.leader();
    second.connect();
    cluster.leader();
  },
});
