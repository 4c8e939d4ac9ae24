import { scenario } from '../scenario';

export const reElection = scenario({
  id: '2A/re-election',
  title: 'A new leader after the old one is cut off',
  story:
    'The leader is cut off and returns; then leader and one other are cut off, so that nobody can be elected; then they return one by one.',
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
