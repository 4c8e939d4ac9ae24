import { agree } from '../../../world/cluster/agreement';
import { replyLost, requestLost, watchFor } from '../corners';
import { scenario } from '../scenario';

const ROUNDS = 49;
const PER_ROUND = 5;

export const unreliableAgree = scenario({
  id: '2C/unreliable-agree',
  title: 'Agreement on an unreliable network',
  story:
    'Messages are delayed and lost while five clients at a time offer commands, 49 times. Every command must be committed.',
  rules: ['L.3', 'L.4', 'AE.3', 'AE.4', 'V.2'],
  points: 8,
  servers: 5,
  seeds: 5,
  marks: [requestLost.name, replyLost.name],
  play(cluster) {
    watchFor(cluster, requestLost, replyLost);
    cluster.unreliable = true;
    let running = 0;
    const begin = (command: string) => {
      running++;
      cluster.spawn(agree(cluster, command, { on: 1, retry: true }), () => running--);
    };
    for (let round = 1; round <= ROUNDS; round++) {
      for (let i = 1; i < PER_ROUND; i++) begin(`${100 * round + i}`);
      cluster.agree(`${round}`, { on: 1, retry: true });
    }
    cluster.unreliable = false;
    cluster.until(() => running === 0, 12_000);
    cluster.agree('done', { on: 5, retry: true });
  },
});
