import { requestTwice, watchFor } from '../corners';
import { offer } from '../expect';
import { scenario } from '../scenario';

const ROUNDS = 5;
const BURSTS = 8;
const PER_BURST = 3;

export const duplicates = scenario({
  id: '2C/duplicates',
  title: 'Requests arrive twice',
  story:
    'One request in five arrives a second time, up to 50 ms later, while many commands arrive and leaders and followers come and go.',
  rules: ['AE.3', 'AE.4', 'RV.2', 'C.2', 'L.3', 'S.5', 'V.2'],
  points: 1,
  servers: 3,
  seeds: 5,
  marks: [requestTwice.name],
  play(cluster) {
    const { rng } = cluster;
    watchFor(cluster, requestTwice);
    cluster.duplicating = true;
    for (let round = 0; round < ROUNDS; round++) {
      cluster.unreliable = round % 2 === 1;
      const leader = cluster.leader();
      for (let burst = 0; burst < BURSTS; burst++) {
        offer(leader, PER_BURST, cluster);
        cluster.run(rng.int(0, 30));
      }
      leader.disconnect();
      offer(leader, PER_BURST, cluster);
      cluster.agree(cluster.freshCommand(), { on: 2, retry: true });
      leader.connect();
      const other = leader.next();
      other.restart();
      cluster.agree(cluster.freshCommand(), { on: 3, retry: true });
    }
  },
});
