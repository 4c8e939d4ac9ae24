import { startOn } from '../expect';
import { scenario } from '../scenario';

export const failNoAgree = scenario({
  id: '2B/fail-no-agree',
  title: 'There is no agreement without a majority',
  story:
    'Three of five servers are disconnected, and nothing is committed. When they return, the log continues.',
  rules: ['L.5', 'RV.3', 'AE.3', 'V.2', 'V.3'],
  points: 6,
  servers: 5,
  seeds: 10,
  play(cluster) {
    cluster.agree('10', { on: 5 });
    const leader = cluster.leader();
    const away = [leader.next(1), leader.next(2), leader.next(3)];
    for (const node of away) node.disconnect();
    startOn(leader, '20', cluster, 2);
    cluster.run(2_000);
    cluster.notApplied(2, 'though its leader could reach only one other of five servers');

    for (const node of away) node.connect();
    // The majority may have elected a leader of its own, which lacks the entry at index 2.
    startOn(cluster.leader(), '30', cluster, 2, 3);
    cluster.agree('1000', { on: 5, retry: true });
  },
});
