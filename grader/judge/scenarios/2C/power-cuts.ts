/**
 * Power failures at critical moments: right after a follower has acknowledged entries to its leader, in
 * the middle of a save, and on all servers at once when a command has just been applied. What was
 * acknowledged must be on the disk by then: if it is lost, no other server can restore it.
 */
import type { Cluster } from '../../../world/cluster/cluster';
import type { Node } from '../../../world/cluster/node';
import { appendEntries, appendReply } from '../../rules/wire';
import { offer } from '../expect';

/** The outgoing effects of a handler with a save: three disk operations and a few messages. */
const EFFECTS_MAX = 6;
/** An acknowledgement comes within this time, unless the network loses several in a row. */
const ANSWER_MS = 500;
/** Meanwhile the leader continues: it sends the follower the entries after those that it acknowledged. */
const GOING_ON_MS = [150, 300] as const;

export class PowerCuts {
  readonly #armed = new Set<Node>();
  /** Since the last reset: the server that acknowledged new entries, and whether a command was applied. */
  #seen: { teller?: Node; isApplied?: true } = {};

  constructor(private readonly cluster: Cluster) {
    cluster.system.trace.listen((event) => {
      if (event.kind === 'apply') this.#seen.isApplied = true;
      if (event.kind !== 'reply' || !appendReply(event)?.success) return;
      if ((appendEntries(event)?.entries.length ?? 0) > 0)
        this.#seen.teller = cluster.node(event.to);
    });
  }

  /** The next follower that acknowledges new entries loses power at that moment, and restarts at once. */
  afterAnswer(): void {
    const { cluster } = this;
    this.#seen = {};
    const isTold = cluster.until(() => this.#seen.teller?.isUp === true, ANSWER_MS);
    if (isTold) this.#seen.teller?.restart();
    cluster.run(cluster.rng.int(...GOING_ON_MS));
  }

  /** All running servers lose power when the next command is applied, and restart at once. */
  blackout(): void {
    const { cluster } = this;
    this.#seen = {};
    cluster.until(() => this.#seen.isApplied === true, ANSWER_MS);
    const up = cluster.nodes.filter((node) => node.isUp);
    for (const node of up) node.crash();
    for (const node of up) node.restart();
  }

  /** The server will lose power after a few messages and disk operations. */
  arm(node: Node): void {
    if (node.isUp) node.crashBeforeEffect(this.cluster.rng.int(0, EFFECTS_MAX));
    this.#armed.add(node);
  }

  /** Restarts all armed servers, whether or not their power has failed. */
  disarm(): void {
    for (const node of this.#armed) node.restart();
    this.#armed.clear();
  }

  /**
   * All three in turn, while all servers are up and connected: after an acknowledgement, within a save,
   * and everywhere.
   */
  rounds(count: number): void {
    const { cluster } = this;
    for (let round = 0; round < count; round++) {
      offer(cluster.leader(), 1, cluster);
      this.afterAnswer();
      this.arm(cluster.rng.pick(cluster.nodes));
      for (const node of cluster.nodes) offer(node, 1, cluster);
      cluster.run(cluster.rng.int(...GOING_ON_MS));
      this.disarm();
      offer(cluster.leader(), 1, cluster);
      this.blackout();
    }
    cluster.agree(cluster.freshCommand(), { on: cluster.nodes.length, retry: true });
  }
}
