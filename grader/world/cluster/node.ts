/** A server as scenarios use it: a name, and verbs for what can happen to it. */
import type { Machine } from './machine';
import type { System } from './system';

/** The cluster of a node. */
interface Home {
  readonly system: System;
  readonly nodes: readonly Node[];
  node(id: number): Node;
  note(text: string): void;
}

export class Node {
  #connected = true;

  constructor(
    private readonly cluster: Home,
    private readonly machine: Machine,
  ) {}

  get id(): number {
    return this.machine.id;
  }

  get name(): string {
    return this.machine.name;
  }

  get isUp(): boolean {
    return this.machine.status !== 'down';
  }

  get isConnected(): boolean {
    return this.#connected;
  }

  /** The server `steps` numbers further on; after the last comes the first. */
  next(steps = 1): Node {
    return this.cluster.node(this.id + steps);
  }

  look(): { readonly term: number; readonly isLeader: boolean } {
    return this.machine.look();
  }

  /** @returns the index and term of the accepted command; undefined if the server does not lead */
  start(command: string): { readonly index: number; readonly term: number } | undefined {
    return this.cluster.system.start(this.id, command);
  }

  /** Cuts all links to and from the server. */
  disconnect(): void {
    this.#connected = false;
    this.#relink();
    this.cluster.note(`${this.name} cut off`);
  }

  /** Heals the links between the server and all that are not cut off themselves. */
  connect(): void {
    this.#connected = true;
    this.#relink();
    this.cluster.note(`${this.name} back on the network`);
  }

  crash(): void {
    this.cluster.system.crash(this.id);
  }

  /** Boots with what the disk kept, after a crash if the server is up, and reconnects it. */
  restart(): void {
    if (this.isUp) this.crash();
    this.cluster.system.boot(this.id);
    if (!this.#connected) this.connect();
  }

  pause(): void {
    this.cluster.system.pause(this.id);
  }

  thaw(): void {
    this.cluster.system.thaw(this.id);
  }

  /** Crashes just before its outgoing effect (message or disk operation) number `after` from now. */
  crashBeforeEffect(after: number): void {
    this.cluster.system.crashBeforeEffect(this.id, after);
  }

  #relink(): void {
    const { network } = this.cluster.system;
    for (const other of this.cluster.nodes) {
      if (other === this) continue;
      const linked = this.#connected && other.isConnected;
      for (const [from, to] of [
        [this.id, other.id],
        [other.id, this.id],
      ] as const) {
        if (linked) network.heal(from, to);
        else network.cut(from, to);
      }
    }
  }
}
