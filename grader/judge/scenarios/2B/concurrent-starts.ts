import type { Cluster } from '../../../world/cluster/cluster';
import { quoted } from '../../rules/wire';
import { at, demand } from '../expect';
import { scenario } from '../scenario';

const TRIES = 5;
const COMMANDS = 5;

export const concurrentStarts = scenario({
  id: '2B/concurrent-starts',
  title: 'Five commands at the same time',
  story:
    'Five clients send the leader a command at the same moment. All five are committed in its term.',
  rules: ['L.2', 'L.3', 'ALL.1', 'V.2'],
  points: 5,
  servers: 3,
  seeds: 10,
  play(cluster) {
    for (let round = 0; round < TRIES; round++) if (stableRound(cluster)) return;
    demand(
      false,
      'L.1',
      `The leader never kept its term for 2 s in ${TRIES} tries (up to ${at(cluster).slice(3)}), though nothing failed.`,
    );
  },
});

/** @returns whether the term stayed the same; otherwise the round shows nothing */
function stableRound(cluster: Cluster): boolean {
  const leader = cluster.leader();
  const first = leader.start('1');
  if (!first) return false;
  const indexes = new Map<number, string>([[first.index, '1']]);
  for (let i = 0; i < COMMANDS; i++) {
    const command = `${100 + i}`;
    const taken = leader.start(command);
    if (taken?.term !== first.term) return false;
    demand(
      !indexes.has(taken.index),
      'L.2',
      `${leader.name} put ${quoted(indexes.get(taken.index) ?? '')} and ${quoted(command)} both at index ${taken.index} of term ${first.term} ${at(cluster)}.`,
    );
    indexes.set(taken.index, command);
  }
  const everywhere = () =>
    [...indexes.keys()].every((index) => cluster.applied(index).count === cluster.nodes.length);
  const done = cluster.until(everywhere, 2_000);
  if (cluster.nodes.some((node) => node.look().term !== first.term)) return false;
  for (const [index, command] of indexes) {
    const { count, command: applied } = cluster.applied(index);
    demand(
      done && applied === command,
      'V.2',
      `Of ${COMMANDS + 1} commands sent to ${leader.name} at the same moment, ${quoted(command)} at index ${index} is applied on ${count} of ${cluster.nodes.length} servers${applied === command ? '' : ` as ${quoted(applied ?? 'nothing')}`} 2 s later (${at(cluster)}).`,
    );
  }
  return true;
}
