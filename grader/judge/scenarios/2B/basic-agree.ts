import { agreeAt } from '../expect';
import { scenario } from '../scenario';

export const basicAgree = scenario({
  id: '2B/basic-agree',
  title: 'Three servers agree on three commands',
  story: 'Nothing fails. Commands 1, 2 and 3 are applied at indexes 1, 2 and 3 on every server.',
  rules: ['L.2', 'L.3', 'L.5', 'AE.4', 'AE.5', 'ALL.1', 'V.2'],
  points: 7,
  servers: 3,
  seeds: 10,
  play(cluster) {
    for (let index = 1; index <= 3; index++) {
      cluster.notApplied(index, 'before any client sent a command for it');
      agreeAt(cluster, index, `${index * 100}`, 3);
    }
  },
});
