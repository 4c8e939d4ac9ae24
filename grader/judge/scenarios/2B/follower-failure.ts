import { startOn } from '../expect';
import { scenario } from '../scenario';

export const followerFailure = scenario({
  id: '2B/follower-failure',
  title: 'Followers fail one by one',
  story:
    'With one follower disconnected, two servers still agree. With both disconnected, nothing is committed.',
  rules: ['L.3', 'L.5', 'V.2', 'V.3'],
  points: 5,
  servers: 3,
  seeds: 10,
  play(cluster) {
    cluster.agree('101', { on: 3 });
    const first = cluster.leader();
    first.next().disconnect();
    cluster.agree('102', { on: 2 });
    cluster.run(1_000);
    cluster.agree('103', { on: 2 });

    const leader = cluster.leader();
    leader.next(1).disconnect();
    leader.next(2).disconnect();
    startOn(leader, '104', cluster, 4);
    cluster.run(2_000);
    cluster.notApplied(4, 'though its leader could reach no other server');
  },
});
