/** Links that carry messages in one direction only, or slowly. */
import type { Cluster } from '../../../world/cluster/cluster';
import type { Node } from '../../../world/cluster/node';
import { MS } from '../../../world/sim/time';

/** The server receives nothing, but its messages arrive. */
export function deafen(cluster: Cluster, node: Node): void {
  for (const other of othersOf(cluster, node)) cluster.system.network.cut(other.id, node.id);
  cluster.note(`${node.name} is heard and hears nobody`);
}

/** The server receives all messages, but its own do not arrive. */
export function mute(cluster: Cluster, node: Node): void {
  for (const other of othersOf(cluster, node)) cluster.system.network.cut(node.id, other.id);
  cluster.note(`${node.name} hears all and is heard by nobody`);
}

/** Only the next server receives each server's messages. */
export function ring(cluster: Cluster): void {
  const { nodes } = cluster;
  for (const from of nodes)
    for (const to of nodes) if (to !== from.next() && to !== from) cutWay(cluster, from, to);
  cluster.note('each server is heard by the next one alone');
}

export function cutWay(cluster: Cluster, from: Node, to: Node): void {
  cluster.system.network.cut(from.id, to.id);
}

/** Delays messages on the link. */
export function slowWay(cluster: Cluster, from: Node, to: Node, extraMs: number): void {
  cluster.system.network.slow(from.id, to.id, extraMs * MS);
}

/** Opens all links between connected servers, in both directions and at full speed. */
export function openAll(cluster: Cluster): void {
  for (const from of cluster.nodes)
    for (const to of othersOf(cluster, from)) {
      cluster.system.network.slow(from.id, to.id, 0);
      if (from.isConnected && to.isConnected) cluster.system.network.heal(from.id, to.id);
    }
  cluster.note('all ways are open');
}

function othersOf({ nodes }: Cluster, node: Node): readonly Node[] {
  return nodes.filter((other) => other !== node);
}
