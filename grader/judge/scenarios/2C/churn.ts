/**
 * Clients send commands without a pause while servers crash and links are cut: two scenarios, one for
 * each network.
 */
import type { Client } from '../../../world/cluster/client';
import type { Cluster } from '../../../world/cluster/cluster';
import { quoted } from '../../rules/wire';
import { at, demand } from '../expect';
import { scenario } from '../scenario';
import { PowerCuts } from './power-cuts';

const ROUNDS = 20;
const ROUND_MS = 700;
const CLIENTS = 3;
/** The times after which a client checks whether its command was applied. */
const LOOKS_AFTER_MS = [10, 20, 50, 100, 200] as const;
/** How long a client waits after another command was applied at its command's index. */
const REST_MS = 50;
const BETWEEN_COMMANDS_MS = [17, 79] as const;

interface Confirmed {
  readonly index: number;
  readonly command: string;
}

export const reliableChurn = scenario({
  id: '2C/reliable-churn',
  title: 'Churn on a reliable network',
  story:
    'Three clients offer commands while servers are disconnected, crash and restart at random: some right after a reply or during a save, and sometimes all at once. Commands that were reported as committed stay.',
  rules: ['P.1', 'P.2', 'S.4', 'S.5', 'V.2'],
  points: 8,
  servers: 5,
  seeds: 5,
  play(cluster) {
    churn(cluster);
  },
});

export const unreliableChurn = scenario({
  id: '2C/unreliable-churn',
  title: 'Churn on an unreliable network',
  story: 'The same, while messages are delayed and lost.',
  rules: ['P.1', 'P.2', 'S.4', 'S.5', 'V.2'],
  points: 8,
  servers: 5,
  seeds: 5,
  play(cluster) {
    cluster.unreliable = true;
    churn(cluster);
  },
});

function churn(cluster: Cluster): void {
  const { rng } = cluster;
  const power = new PowerCuts(cluster);
  const confirmed: Confirmed[] = [];
  let stop = false;
  let running = CLIENTS;
  for (let id = 0; id < CLIENTS; id++)
    cluster.spawn(
      client(cluster, id, confirmed, () => stop),
      () => running--,
    );

  for (let round = 0; round < ROUNDS; round++) {
    const endMs = cluster.nowMs + ROUND_MS;
    if (rng.chance(200, 1_000)) rng.pick(cluster.nodes).disconnect();
    if (rng.chance(500, 1_000)) {
      const back = rng.pick(cluster.nodes);
      if (!back.isUp) back.restart();
      else if (!back.isConnected) back.connect();
    }
    if (rng.chance(200, 1_000)) {
      const victim = rng.pick(cluster.nodes);
      if (rng.chance(1, 2)) power.arm(victim);
      else if (victim.isUp) victim.crash();
    }
    if (rng.chance(1, 2)) power.afterAnswer();
    if (rng.chance(1, 8)) power.blackout();
    cluster.run(Math.max(0, endMs - cluster.nowMs));
  }

  cluster.run(1_000);
  cluster.unreliable = false;
  power.disarm();
  for (const node of cluster.nodes) {
    if (!node.isUp) node.restart();
    else if (!node.isConnected) node.connect();
  }
  stop = true;
  cluster.until(() => running === 0, 5_000);
  cluster.run(1_000);
  const last = cluster.agree(cluster.freshCommand(), { on: 5, retry: true });
  for (const { index, command } of confirmed) {
    const found = cluster.applied(index);
    demand(
      index < last && found.command === command && found.count === cluster.nodes.length,
      'S.5',
      `A client learned that ${quoted(command)} was committed at index ${index}, but in the end ${found.count} servers hold ${quoted(found.command ?? 'nothing')} there (${at(cluster)}).`,
    );
  }
}

function* client(
  cluster: Cluster,
  id: number,
  confirmed: Confirmed[],
  stopped: () => boolean,
): Client<void> {
  for (let round = 0; !stopped(); round++) {
    const command = `client ${id} round ${round}`;
    let index: number | undefined;
    for (const node of cluster.nodes) {
      if (!node.isUp) continue;
      const taken = node.start(command);
      if (taken) index = taken.index;
    }
    if (index === undefined) {
      yield BETWEEN_COMMANDS_MS[0] + id * (BETWEEN_COMMANDS_MS[1] - BETWEEN_COMMANDS_MS[0]);
      continue;
    }
    for (const afterMs of LOOKS_AFTER_MS) {
      const { command: applied } = cluster.applied(index);
      if (applied !== undefined) {
        if (applied === command) confirmed.push({ index, command });
        yield REST_MS;
        break;
      }
      yield afterMs;
    }
  }
}
