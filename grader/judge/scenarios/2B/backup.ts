import { conflict, watchFor } from '../corners';
import type { Cluster } from '../../../world/cluster/cluster';
import { offer } from '../expect';
import { scenario } from '../scenario';

const COMMANDS = 50;

export const backup = scenario({
  id: '2B/backup',
  title: 'A leader repairs long conflicting logs',
  story:
    'Five servers split into groups that collect entries which are never committed. Each new leader must repair all logs.',
  rules: ['AE.2', 'AE.3', 'L.3', 'L.4', 'RV.3', 'V.2'],
  points: 10,
  servers: 5,
  seeds: 10,
  marks: [conflict.name],
  play(cluster) {
    watchFor(cluster, conflict);
    cluster.agree(cluster.freshCommand(), { on: 5, retry: true });
    const first = cluster.leader();
    const minority = [first, first.next(1)];
    const majority = [first.next(2), first.next(3), first.next(4)];
    for (const node of majority) node.disconnect();
    offer(first, COMMANDS, cluster);
    cluster.run(500);
    for (const node of minority) node.disconnect();

    for (const node of majority) node.connect();
    commitMany(cluster);
    const second = cluster.leader();
    const [spare = second] = majority.filter((node) => node !== second);
    spare.disconnect();
    offer(second, COMMANDS, cluster);
    cluster.run(500);

    for (const node of cluster.nodes) node.disconnect();
    for (const node of [...minority, spare]) node.connect();
    commitMany(cluster);

    for (const node of cluster.nodes) node.connect();
    cluster.agree(cluster.freshCommand(), { on: 5, retry: true });
  },
});

function commitMany(cluster: Cluster): void {
  for (let i = 0; i < COMMANDS; i++) cluster.agree(cluster.freshCommand(), { on: 3, retry: true });
}
