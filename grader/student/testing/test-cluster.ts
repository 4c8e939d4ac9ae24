/**
 * What a test of a student's own says to its servers. All times are milliseconds of virtual time: nothing
 * waits for real, and while the test's own code runs time stands still. A verb whose promise is not kept
 * ends the scenario with the rule that explains it.
 */
import type { Cluster } from '../../world/cluster/cluster';
import type { Node } from '../../world/cluster/node';
import { TestServer } from './test-server';

export interface AgreeWish {
  /** So many servers must have applied the command. All that are up and connected, if left out. */
  readonly on?: number;
  /** Offer it again when 2 s brought no agreement. */
  readonly retry?: boolean;
  /** Another limit than 10 s. */
  readonly withinMs?: number;
}

export class TestCluster {
  readonly #cluster: Cluster;
  readonly servers: readonly TestServer[];

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
    this.servers = cluster.nodes.map((node) => new TestServer(node, (other) => this.#of(other)));
  }

  /** Server 0, 1, ..., going round. */
  server(id: number): TestServer {
    return this.#of(this.#cluster.node(id));
  }

  /** Virtual milliseconds since the servers booted. */
  get nowMs(): number {
    return this.#cluster.nowMs;
  }

  /** The servers that are up and not cut off. */
  get connected(): readonly TestServer[] {
    return this.#cluster.connected.map((node) => this.#of(node));
  }

  /** Lets time pass until some server that is connected leads, for about 5 s. It is the one of the newest term. */
  leader(): TestServer {
    return this.#of(this.#cluster.leader());
  }

  /** Demands that no connected server believes now that it leads. */
  noLeader(): void {
    this.#cluster.noLeader();
  }

  /** Demands that all connected servers are in the same term now. */
  agreedTerm(): number {
    return this.#cluster.agreedTerm();
  }

  /**
   * Offers the command to one server after the other until a leader takes it, and lets time pass until it
   * is applied.
   *
   * @returns the index at which it is applied
   */
  agree(command: string, { on = this.connected.length, ...wish }: AgreeWish = {}): number {
    return this.#cluster.agree(command, { on, ...wish });
  }

  /** How many servers have applied a command at this index since they booted, and which. */
  applied(index: number): { readonly count: number; readonly command: string | undefined } {
    return this.#cluster.applied(index);
  }

  /** Demands that no server has applied anything at this index. */
  notApplied(index: number, why = 'which must not happen'): void {
    this.#cluster.notApplied(index, why);
  }

  /** Lets time pass. */
  run(ms: number): void {
    this.#cluster.run(ms);
  }

  /** Lets time pass until the condition holds after some event. @returns whether it came to hold */
  until(holds: () => boolean, withinMs: number): boolean {
    return this.#cluster.until(holds, withinMs);
  }

  /** Requests take up to 26 ms more, and one request and one reply in ten are lost. */
  unreliable(on = true): void {
    this.#cluster.unreliable = on;
  }

  /** Two replies in three come 200 to 2,200 ms late. */
  longReordering(on = true): void {
    this.#cluster.longReordering = on;
  }

  /** One request in five arrives twice. */
  duplicating(on = true): void {
    this.#cluster.duplicating = on;
  }

  /** Cuts the way from one server to another, and leaves the way back. */
  cut(from: TestServer, to: TestServer): void {
    this.#cluster.system.network.cut(from.id, to.id);
    this.note(`the way from ${from.name} to ${to.name} is cut`);
  }

  /** Opens it again. */
  heal(from: TestServer, to: TestServer): void {
    this.#cluster.system.network.heal(from.id, to.id);
    this.note(`the way from ${from.name} to ${to.name} is open again`);
  }

  /** A whole number from `least` to `most`: the seed decides, so that it is the same each time. */
  random(least: number, most: number): number {
    return this.#cluster.rng.int(least, most);
  }

  /** Stands in the timeline. */
  note(text: string): void {
    this.#cluster.note(text);
  }

  #of(node: Node): TestServer {
    const server = this.servers[node.id];
    if (!server) throw new Error(`there is no server ${node.id}`);
    return server;
  }
}
