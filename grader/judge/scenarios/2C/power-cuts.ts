/**
 * Power that fails when it hurts most: right after a follower has told its leader what it holds, in the
 * middle of saving, and everywhere at once when a command has just been applied. What was told is on the
 * disk by then or is lost for good, and nobody is left who could help out with it.
 */
import type { Cluster } from '../../../world/cluster/cluster';
import type { Node } from '../../../world/cluster/node';
import { appendEntries, appendReply } from '../../rules/wire';
import { offer } from '../expect';

/** The outgoing effects of a handler with a save: three disk operations and a few messages. */
const EFFECTS_MAX = 6;
/** An acknowledgement is due, unless the network loses it again and again. */
const ANSWER_MS = 500;
/** The leader goes on meanwhile: it sends to the follower what follows what that has acknowledged. */
const GOING_ON_MS = [150, 300] as const;

export class PowerCuts {
  readonly #armed = new Set<Node>();
  /** Since it was last looked at: who has acknowledged new entries, and whether a command was applied. */
  #seen: { teller?: Node; isApplied?: true } = {};

  constructor(private readonly cluster: Cluster) {
    cluster.system.trace.listen((event) => {
      if (event.kind === 'apply') this.#seen.isApplied = true;
      if (event.kind !== 'reply' || !appendReply(event)?.success) return;
      if ((appendEntries(event)?.entries.length ?? 0) > 0)
        this.#seen.teller = cluster.node(event.to);
    });
  }

  /** The next follower that acknowledges new entries loses power right then, and comes back at once. */
  afterAnswer(): void {
    const { cluster } = this;
    this.#seen = {};
    const isTold = cluster.until(() => this.#seen.teller?.isUp === true, ANSWER_MS);
    if (isTold) this.#seen.teller?.restart();
    cluster.run(cluster.rng.int(...GOING_ON_MS));
  }

  /** All that are up lose power when the next command is applied, and come back at once. */
  blackout(): void {
    const { cluster } = this;
    this.#seen = {};
    cluster.until(() => this.#seen.isApplied === true, ANSWER_MS);
    const up = cluster.nodes.filter((node) => node.isUp);
    for (const node of up) node.crash();
    for (const node of up) node.restart();
  }

  /** It loses power some messages and disk operations from now. */
  arm(node: Node): void {
    if (node.isUp) node.crashBeforeEffect(this.cluster.rng.int(0, EFFECTS_MAX));
    this.#armed.add(node);
  }

  /** Calls off what has not come yet: all of them boot anew. */
  disarm(): void {
    for (const node of this.#armed) node.restart();
    this.#armed.clear();
  }

  /** In turn, while all are up and connected: after an answer, within a save, and everywhere. */
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
