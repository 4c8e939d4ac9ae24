import { scenario } from '../scenario';

export const failAgree = scenario({
  id: '2B/fail-agree',
  title: 'A follower catches up',
  story:
    'A follower is disconnected for a second and misses four commands. It returns and takes part again.',
  rules: ['AE.2', 'L.3', 'L.4', 'ALL.2', 'V.2'],
  points: 6,
  servers: 3,
  seeds: 10,
  play(cluster) {
    cluster.agree('101', { on: 3 });
    const away = cluster.leader().next();
    away.disconnect();
    cluster.agree('102', { on: 2 });
    cluster.agree('103', { on: 2 });
    cluster.run(1_000);
    cluster.agree('104', { on: 2 });
    cluster.agree('105', { on: 2 });

    away.connect();
    cluster.agree('106', { on: 3, retry: true });
    cluster.run(1_000);
    cluster.agree('107', { on: 3, retry: true });
  },
});
