/** A server in a test of a student's own: what it says of itself, and what can happen to it. */
import type { Node } from '../../world/cluster/node';

export class TestServer {
  readonly #node: Node;
  readonly #of: (node: Node) => TestServer;

  constructor(node: Node, of: (node: Node) => TestServer) {
    this.#node = node;
    this.#of = of;
  }

  /** From 0; its `me`. */
  get id(): number {
    return this.#node.id;
  }

  /** `S0`, as reports call it. */
  get name(): string {
    return this.#node.name;
  }

  /** False after a crash, until it restarts. */
  get isUp(): boolean {
    return this.#node.isUp;
  }

  /** What getState() says. 0 for a server that is down. */
  get term(): number {
    return this.isUp ? this.#node.look().term : 0;
  }

  /** What getState() says. False for a server that is down. */
  get isLeader(): boolean {
    return this.isUp && this.#node.look().isLeader;
  }

  /** The server `steps` further on, going round: of three servers, 0 comes after 2. */
  next(steps = 1): TestServer {
    return this.#of(this.#node.next(steps));
  }

  /**
   * A client calls start().
   *
   * @returns the index and term under which it took the command; undefined if it does not lead
   */
  start(command: string): { readonly index: number; readonly term: number } | undefined {
    return this.isUp ? this.#node.start(command) : undefined;
  }

  /** Cuts all ways to it and from it. It goes on running. */
  disconnect(): void {
    this.#node.disconnect();
  }

  /** Opens the ways between it and all servers that are not cut off themselves. */
  connect(): void {
    this.#node.connect();
  }

  /** Power fails: memory and timers are gone, and of the disk what was not synced may be. */
  crash(): void {
    if (this.isUp) this.#node.crash();
  }

  /** Boots on what its disk has kept, after a crash if it is up, and is on the network again. */
  restart(): void {
    this.#node.restart();
  }

  /** Stands still, as in a long garbage collection: timers are late, and messages wait. */
  pause(): void {
    this.#node.pause();
  }

  /** Goes on after a pause. */
  thaw(): void {
    this.#node.thaw();
  }

  /** Power fails just before message or disk operation number `effects` from now; 0 is the next one. */
  crashBeforeEffect(effects: number): void {
    this.#node.crashBeforeEffect(effects);
  }
}
