/**
 * The cluster in a student's own test. All times are milliseconds of virtual time: nothing waits in
 * real time, and time stands still while the test's own code runs. A method whose expectation fails
 * ends the scenario with the rule that explains it.
 */
import type { Cluster } from '../../world/cluster/cluster';
import type { Node } from '../../world/cluster/node';
import { TestServer } from './test-server';

export interface AgreeWish {
  /** How many servers must apply the command. By default all that are up and connected. */
  readonly on?: number;
  /** Submit the command again if there is no agreement after 2 s. */
  readonly retry?: boolean;
  /** The time limit; 10 s by default. */
  readonly withinMs?: number;
}

export class TestCluster {
  readonly #cluster: Cluster;
  readonly servers: readonly TestServer[];

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
    this.servers = cluster.nodes.map((node) => new TestServer(node, (other) => this.#of(other)));
  }

  /** Server 0, 1, ... Numbers wrap around. */
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

  /**
   * Lets time pass, up to about 5 s, until a connected server leads, and returns the leader of the
   * newest term.
   */
  leader(): TestServer {
    return this.#of(this.#cluster.leader());
  }

  /** Requires that no connected server believes that it leads. */
  noLeader(): void {
    this.#cluster.noLeader();
  }

  /** Requires that all connected servers are in the same term now. */
  agreedTerm(): number {
    return this.#cluster.agreedTerm();
  }

  /**
   * Submits the command to one server after the other until a leader takes it, and lets time pass
   * until it is applied.
   *
   * @returns the index at which it is applied
   */
  agree(command: string, { on = this.connected.length, ...wish }: AgreeWish = {}): number {
    return this.#cluster.agree(command, { on, ...wish });
  }

  /** How many servers have applied a command at this index since they booted, and which command. */
  applied(index: number): { readonly count: number; readonly command: string | undefined } {
    return this.#cluster.applied(index);
  }

  /** Requires that no server has applied anything at this index. */
  notApplied(index: number, why = 'which must not happen'): void {
    this.#cluster.notApplied(index, why);
  }

  /** Lets time pass. */
  run(ms: number): void {
    this.#cluster.run(ms);
  }

  /** Lets time pass until the condition holds after an event. @returns whether it held in time */
  until(holds: () => boolean, withinMs: number): boolean {
    return this.#cluster.until(holds, withinMs);
  }

  /** Requests take up to 26 ms longer, and one request and one reply in ten are lost. */
  unreliable(on = true): void {
    this.#cluster.unreliable = on;
  }

  /** Two replies in three arrive 200 to 2,200 ms late. */
  longReordering(on = true): void {
    this.#cluster.longReordering = on;
  }

  /** One request in five arrives twice. */
  duplicating(on = true): void {
    this.#cluster.duplicating = on;
  }

  /** Cuts the link from one server to another, but not the way back. */
  cut(from: TestServer, to: TestServer): void {
    this.#cluster.system.network.cut(from.id, to.id);
    this.note(`the way from ${from.name} to ${to.name} is cut`);
  }

  /** Heals the link from one server to another. */
  heal(from: TestServer, to: TestServer): void {
    this.#cluster.system.network.heal(from.id, to.id);
    this.note(`the way from ${from.name} to ${to.name} is open again`);
  }

  /** A random integer from `least` to `most`, decided by the seed and therefore repeatable. */
  random(least: number, most: number): number {
    return this.#cluster.rng.int(least, most);
  }

  /** Adds a note to the timeline. */
  note(text: string): void {
    this.#cluster.note(text);
  }

  #of(node: Node): TestServer {
    const server = this.servers[node.id];
    if (!server) throw new Error(`there is no server ${node.id}`);
    return server;
  }
}
