import { scenario } from '../scenario';
import { PowerCuts } from './power-cuts';

const ROUNDS = 3;

export const persist3 = scenario({
  id: '2C/persist-3',
  title: 'A leader and a follower crash while another follower is disconnected',
  story:
    'Two of three servers commit a command and crash. The leader restarts and meets the follower that never saw the command. Then power fails right after replies, during saves, and on all servers at once.',
  rules: ['P.1', 'P.2', 'RV.3', 'V.2'],
  points: 5,
  servers: 3,
  seeds: 5,
  play(cluster) {
    cluster.agree('101', { on: 3, retry: true });
    const leader = cluster.leader();
    const [away, other] = [leader.next(2), leader.next(1)];
    away.disconnect();
    cluster.agree('102', { on: 2, retry: true });

    leader.crash();
    other.crash();
    away.connect();
    leader.restart();
    cluster.agree('103', { on: 2, retry: true });

    other.restart();
    cluster.agree('104', { on: 3, retry: true });
    new PowerCuts(cluster).rounds(ROUNDS);
  },
});
