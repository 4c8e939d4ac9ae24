/** A server in a student's own test: its state, and the faults to inject. */
import type { Node } from '../../world/cluster/node';

export class TestServer {
  readonly #node: Node;
  readonly #of: (node: Node) => TestServer;

  constructor(node: Node, of: (node: Node) => TestServer) {
    this.#node = node;
    this.#of = of;
  }

  /** The server's number from 0, its `me`. */
  get id(): number {
    return this.#node.id;
  }

  /** `S0`, as in reports. */
  get name(): string {
    return this.#node.name;
  }

  /** False after a crash, until it restarts. */
  get isUp(): boolean {
    return this.#node.isUp;
  }

  /** The term from getState(); 0 while the server is down. */
  get term(): number {
    return this.isUp ? this.#node.look().term : 0;
  }

  /** isLeader from getState(); false while the server is down. */
  get isLeader(): boolean {
    return this.isUp && this.#node.look().isLeader;
  }

  /**
   * The server whose number is `steps` higher. Numbers wrap around: of three servers, 0 comes after
   * 2.
   */
  next(steps = 1): TestServer {
    return this.#of(this.#node.next(steps));
  }

  /**
   * Calls start(), as a client.
   *
   * @returns index and term of the command; undefined if the server does not lead
   */
  start(command: string): { readonly index: number; readonly term: number } | undefined {
    return this.isUp ? this.#node.start(command) : undefined;
  }

  /** Cuts all links to and from the server. It continues to run. */
  disconnect(): void {
    this.#node.disconnect();
  }

  /** Heals its links to all servers that are not cut off themselves. */
  connect(): void {
    this.#node.connect();
  }

  /** Power fails: memory and timers are lost, and unsynced data on the disk may be. */
  crash(): void {
    if (this.isUp) this.#node.crash();
  }

  /** Boots on what its disk has kept, and reconnects. A server that is up crashes first. */
  restart(): void {
    this.#node.restart();
  }

  /** Stops the server, as in a long garbage collection: timers fire late, and messages wait. */
  pause(): void {
    this.#node.pause();
  }

  /** Resumes a paused server. */
  thaw(): void {
    this.#node.thaw();
  }

  /**
   * Power fails just before the server's next message or disk operation, or before a later one: 0
   * is the next.
   */
  crashBeforeEffect(effects: number): void {
    this.#node.crashBeforeEffect(effects);
  }
}
