/**
 * All faults at once, to catch bugs that no other test was written for. Then a calm time, in which all
 * servers must agree.
 */
import type { Cluster } from '../../../world/cluster/cluster';
import type { Node } from '../../../world/cluster/node';
import { quoted } from '../../rules/wire';
import {
  type Corner,
  crashAfterSave,
  oldEntryOnMajority,
  requestTwice,
  watchFor,
} from '../corners';
import { at, demand, offer } from '../expect';
import { scenario } from '../scenario';
import { PowerCuts } from './power-cuts';
import { cutWay, deafen, mute, openAll, slowWay } from './one-way-links';

const ROUNDS = 120;
const AGREEMENT_MS = 20_000;
const SLOW_MS_MAX = 80;

const CORNERS: readonly Corner[] = [crashAfterSave, oldEntryOnMajority, requestTwice];

export const storm = scenario({
  id: '2C/storm',
  title: 'Agreement under all faults at once',
  story:
    'Servers crash in the middle of handlers and freeze; links are cut, slow or open in one direction; messages are lost, late and duplicated; clients offer commands all the time. Then the network heals, and all servers agree on everything that was ever applied.',
  rules: ['P.1', 'P.2', 'L.5', 'S.3', 'S.4', 'S.5', 'V.2'],
  points: 2,
  servers: 5,
  seeds: 6,
  marks: CORNERS.map(({ name }) => name),
  play(cluster) {
    const { rng } = cluster;
    watchFor(cluster, ...CORNERS);
    const applied = new Map<number, string>();
    cluster.system.trace.listen((event) => {
      if (event.kind === 'apply') applied.set(event.index, event.command);
    });
    const power = new PowerCuts(cluster);
    for (let round = 0; round < ROUNDS; round++) {
      weather(cluster);
      offer(rng.pick(cluster.nodes), 1, cluster);
      for (const node of cluster.nodes) offer(node, rng.int(0, 2), cluster);
      strike(cluster, power);
      cluster.run(rng.chance(1, 3) ? rng.int(0, 30) : rng.int(50, 450));
      recover(cluster);
    }
    calm(cluster, power);
    const last = cluster.agree(cluster.freshCommand(), {
      on: 5,
      retry: true,
      withinMs: AGREEMENT_MS,
    });
    for (const [index, command] of applied) {
      const now = cluster.applied(index);
      demand(
        index <= last && now.count === cluster.nodes.length && now.command === command,
        'S.5',
        `${quoted(command)} was applied at index ${index} during the storm, but in the end ${now.count} servers hold ${quoted(now.command ?? 'nothing')} there (${at(cluster)}).`,
      );
    }
  },
});

function weather(cluster: Cluster): void {
  const { rng } = cluster;
  if (!rng.chance(1, 8)) return;
  cluster.unreliable = rng.chance(1, 2);
  cluster.longReordering = rng.chance(1, 3);
  cluster.duplicating = rng.chance(2, 3);
}

/** Half of the faults hit a leader, where they matter most. */
function strike(cluster: Cluster, power: PowerCuts): void {
  const { rng } = cluster;
  const leaders = cluster.nodes.filter((node) => node.isUp && node.look().isLeader);
  const victim = rng.pick(leaders.length > 0 && rng.chance(1, 2) ? leaders : cluster.nodes);
  const other = rng.pick(cluster.nodes);
  switch (rng.int(0, 9)) {
    case 0:
      if (victim.isUp) victim.crash();
      return;
    case 1:
    case 2:
      power.arm(victim);
      return;
    case 3:
    case 4:
      if (victim.isUp) victim.pause();
      return;
    case 5:
      victim.disconnect();
      return;
    case 6:
      if (victim !== other) cutWay(cluster, victim, other);
      return;
    case 7:
      if (victim !== other) slowWay(cluster, victim, other, rng.int(0, SLOW_MS_MAX));
      return;
    case 8:
      deafen(cluster, victim);
      return;
    default:
      mute(cluster, victim);
  }
}

/** Repairs a part of the damage, so that now and then a majority can work. */
function recover(cluster: Cluster): void {
  const { rng } = cluster;
  for (const node of cluster.nodes) if (rng.chance(2, 3)) revive(node);
  if (rng.chance(2, 3)) openAll(cluster);
}

function revive(node: Node): void {
  if (!node.isUp) node.restart();
  node.thaw();
  if (!node.isConnected) node.connect();
}

function calm(cluster: Cluster, power: PowerCuts): void {
  cluster.unreliable = false;
  cluster.longReordering = false;
  cluster.duplicating = false;
  for (const node of cluster.nodes) revive(node);
  power.disarm();
  openAll(cluster);
  cluster.note('calm');
}
