import type { Cluster } from '../../../world/cluster/cluster';
import { conflict, replyAfterItsTerm, watchFor } from '../corners';
import { scenario } from '../scenario';

const ROUNDS = 30;
const MARKS = [replyAfterItsTerm.name, conflict.name];
/** Servers with long election timeouts need many more tries. */
const DEPOSED_MAX = 40;
const ELECTED_MS = 5_000;
const OFFER_EVERY_MS = 100;
const AGREEMENT_MS = 20_000;

export const lateReplies = scenario({
  id: '2C/late-replies',
  title: 'Replies come seconds late, and leaders change',
  story:
    'Of three servers, one leader after another is disconnected for a moment, and two thirds of the replies are delayed by up to two seconds. A reply must count only in its own term.',
  rules: ['ALL.2', 'C.2', 'L.3', 'FB.5', 'S.4', 'S.5', 'V.2'],
  points: 1,
  servers: 3,
  seeds: 5,
  marks: MARKS,
  play(cluster) {
    const { rng } = cluster;
    watchFor(cluster, replyAfterItsTerm, conflict);
    cluster.longReordering = true;
    cluster.duplicating = true;
    for (let round = 0; round < ROUNDS; round++) {
      const burst = rng.int(1, 4);
      let leader = cluster.nodes.find((node) => node.look().isLeader && node.isConnected);
      for (let i = 0; i < burst; i++) {
        for (const node of cluster.nodes) node.start(cluster.freshCommand());
        cluster.run(rng.int(0, 40));
      }
      leader = cluster.nodes.findLast((node) => node.look().isLeader && node.isConnected) ?? leader;
      for (const node of cluster.nodes) if (!node.isConnected && rng.chance(2, 3)) node.connect();
      if (leader && cluster.connected.length === cluster.nodes.length && rng.chance(3, 4))
        leader.disconnect();
      cluster.run(rng.chance(1, 3) ? rng.int(0, 100) : rng.int(300, 1_200));
    }
    for (const node of cluster.nodes) if (!node.isConnected) node.connect();
    for (let i = 0; i < DEPOSED_MAX && !hasSeenAll(cluster); i++) deposeOne(cluster);
    // Replies that are held already will still arrive.
    cluster.longReordering = false;
    cluster.agree(cluster.freshCommand(), { on: 3, retry: true, withinMs: AGREEMENT_MS });
  },
});

function hasSeenAll(cluster: Cluster): boolean {
  return MARKS.every((mark) => cluster.reached.has(mark));
}

/** A leader is away until another one leads, and takes commands meanwhile. */
function deposeOne(cluster: Cluster): void {
  const leader = cluster.nodes.find((node) => node.look().isLeader);
  leader?.disconnect();
  const isReplaced = () =>
    cluster.nodes.some((node) => node !== leader && node.isConnected && node.look().isLeader);
  for (let ms = 0; ms < ELECTED_MS && !isReplaced(); ms += OFFER_EVERY_MS) {
    leader?.start(cluster.freshCommand());
    cluster.run(OFFER_EVERY_MS);
  }
  for (const node of cluster.nodes) if (node !== leader) node.start(cluster.freshCommand());
  cluster.run(cluster.rng.int(0, OFFER_EVERY_MS));
  leader?.connect();
  cluster.run(cluster.rng.int(0, OFFER_EVERY_MS));
}
