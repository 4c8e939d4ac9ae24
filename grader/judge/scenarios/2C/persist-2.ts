import { scenario } from '../scenario';
import { PowerCuts } from './power-cuts';

const ROUNDS = 5;
const CUTS = 3;

export const persist2 = scenario({
  id: '2C/persist-2',
  title: 'More servers restart',
  story:
    'Five rounds: two of five servers are down while three commit. The three crash; the two return and meet only one of the three. Then power fails right after replies, during saves, and on all servers at once.',
  rules: ['P.1', 'P.2', 'RV.3', 'L.4', 'V.2'],
  points: 5,
  servers: 5,
  seeds: 5,
  play(cluster) {
    let index = 1;
    for (let round = 0; round < ROUNDS; round++) {
      cluster.agree(`${10 + index++}`, { on: 5, retry: true });
      const leader = cluster.leader();
      const two = [leader.next(1), leader.next(2)];
      const three = [leader.next(3), leader.next(4), leader];
      for (const node of two) node.crash();
      cluster.agree(`${10 + index++}`, { on: 3, retry: true });

      for (const node of three) node.crash();
      for (const node of two) node.restart();
      cluster.run(1_000);
      three[0]?.restart();
      cluster.agree(`${10 + index++}`, { on: 3, retry: true });

      for (const node of three) if (!node.isUp) node.restart();
    }
    cluster.agree('1000', { on: 5, retry: true });
    new PowerCuts(cluster).rounds(CUTS);
  },
});
