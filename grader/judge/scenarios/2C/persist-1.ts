import { scenario } from '../scenario';
import { PowerCuts } from './power-cuts';

const ROUNDS = 3;

export const persist1 = scenario({
  id: '2C/persist-1',
  title: 'Every server restarts',
  story:
    'All three servers crash and restart; then the leader; then a leader, and a follower that missed a command. Then power fails right after replies, during saves, and on all servers at once.',
  rules: ['P.1', 'P.2', 'ALL.1', 'V.2'],
  points: 5,
  servers: 3,
  seeds: 5,
  play(cluster) {
    cluster.agree('11', { on: 3, retry: true });
    for (const node of cluster.nodes) node.crash();
    for (const node of cluster.nodes) node.restart();
    cluster.agree('12', { on: 3, retry: true });

    cluster.leader().restart();
    cluster.agree('13', { on: 3, retry: true });

    const second = cluster.leader();
    second.disconnect();
    const index = cluster.agree('14', { on: 2, retry: true });
    second.restart();
    cluster.until(() => cluster.applied(index).count === 3, 2_000);
    cluster.agree('15', { on: 3, retry: true });

    const follower = cluster.leader().next();
    follower.disconnect();
    cluster.agree('16', { on: 2, retry: true });
    follower.restart();
    cluster.agree('17', { on: 3, retry: true });
    new PowerCuts(cluster).rounds(ROUNDS);
  },
});
