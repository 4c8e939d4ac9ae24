import { conflict, watchFor } from '../corners';
import { scenario } from '../scenario';

export const rejoin = scenario({
  id: '2B/rejoin',
  title: 'A deposed leader rejoins the cluster',
  story:
    'A leader that was disconnected, with entries that no other server has, returns to a cluster that has a newer leader.',
  rules: ['AE.2', 'AE.3', 'RV.3', 'L.4', 'V.2'],
  points: 6,
  servers: 3,
  seeds: 10,
  marks: [conflict.name],
  play(cluster) {
    watchFor(cluster, conflict);
    cluster.agree('101', { on: 3 });
    const first = cluster.leader();
    first.disconnect();
    for (const command of ['102', '103', '104']) first.start(command);
    cluster.agree('103', { on: 2, retry: true });

    const second = cluster.leader();
    second.disconnect();
    first.connect();
    cluster.agree('104', { on: 2, retry: true });

    second.connect();
    cluster.agree('105', { on: 3, retry: true });
  },
});
