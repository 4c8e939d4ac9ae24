/**
 * The vocabulary of scenarios: find the leader, agree on a command, cut a server off, crash, restart,
 * let time pass. All times are virtual milliseconds. A verb whose promise is not kept ends the run with
 * the rule's id.
 */
import { Broken } from '../sim/broken';
import type { Rng } from '../sim/rng';
import { MS, SECOND, seconds } from '../sim/time';
import type { TraceEvent } from '../sim/trace';
import { agree, type AgreeOptions, type Agreed } from './agreement';
import { type Client, runClient } from './client';
import { ruleForNoLeader, short, whyNoLeader } from './diagnosis';
import { Node } from './node';
import { System, type SystemOptions } from './system';

/** At least the 5 s in which the contract demands a leader, and more if votes get lost. */
const LOOKS_MAX = { reliable: 12, lossy: 48 } as const;
/** Far more elections than the shortest timeouts cause. */
const TERMS_PER_SECOND_MAX = 20;
const SCENARIO_MAX = 300 * SECOND;

export class Cluster {
  readonly system: System;
  readonly nodes: readonly Node[];
  /** What each server has applied since its last boot, by index. */
  readonly #applied: Map<number, string>[];
  #highest = 0;

  constructor(options: SystemOptions) {
    this.system = new System(options);
    this.nodes = this.system.machines.map((machine) => new Node(this, machine));
    this.#applied = this.nodes.map(() => new Map<number, string>());
    this.system.trace.listen((event) => {
      if (event.kind === 'boot') this.#applied[event.server]?.clear();
      if (event.kind !== 'apply') return;
      this.#applied[event.server]?.set(event.index, event.command);
      this.#highest = Math.max(this.#highest, event.index);
    });
  }

  /** Boots every server. */
  boot(): void {
    for (const node of this.nodes) if (!this.system.isPuppet(node.id)) this.system.boot(node.id);
  }

  /** The marks of the scenario that this run has reached. */
  readonly reached = new Set<string>();

  /** Records that the run has reached something without which its result would mean nothing. */
  mark(name: string): void {
    this.reached.add(name);
  }

  /** Marks when an event occurs for which the condition holds. */
  markWhen(name: string, holds: (event: TraceEvent) => boolean): void {
    this.system.trace.listen((event) => {
      if (!this.reached.has(name) && holds(event)) this.mark(name);
    });
  }

  get rng(): Rng {
    return this.system.nemesis;
  }

  get nowMs(): number {
    return this.system.clock.now / MS;
  }

  node(id: number): Node {
    const node = this.nodes[((id % this.nodes.length) + this.nodes.length) % this.nodes.length];
    if (!node) throw new Error('a cluster has at least one server');
    return node;
  }

  /** The first server that runs code; the only one if all others are puppets. */
  get subject(): Node {
    const found = this.nodes.find(({ id }) => !this.system.isPuppet(id));
    if (!found) throw new Error('a cluster runs code on at least one server');
    return found;
  }

  /** Smallest number of servers that is a majority. */
  get majority(): number {
    return Math.floor(this.nodes.length / 2) + 1;
  }

  /** A command that differs from all others of this run. */
  freshCommand(): string {
    return `x${this.rng.int(0, 0x7fffffff)}`;
  }

  run(ms: number): void {
    this.until(() => false, ms);
  }

  /**
   * Lets time pass until the condition holds after some event.
   *
   * @returns whether it held in time
   */
  until(holds: () => boolean, withinMs: number): boolean {
    const end = this.system.clock.now + Math.round(withinMs * MS);
    const held = this.system.run(Math.min(end, SCENARIO_MAX), holds);
    if (!held && end > SCENARIO_MAX) throw notInTime(this.system.totals.commands > 0);
    return held;
  }

  note(text: string): void {
    this.system.note(text);
  }

  set unreliable(on: boolean) {
    this.system.network.weather.unreliable = on;
    this.note(`network: ${on ? 'unreliable' : 'reliable'}`);
  }

  set longReordering(on: boolean) {
    this.system.network.weather.longReordering = on;
    this.note(`network: replies ${on ? 'may be held for seconds' : 'are no longer held'}`);
  }

  set duplicating(on: boolean) {
    this.system.network.weather.duplicating = on;
    this.note(`network: requests ${on ? 'may arrive twice' : 'arrive once'}`);
  }

  /** Servers that are up and not cut off by disconnect(). */
  get connected(): readonly Node[] {
    return this.nodes.filter((node) => node.isConnected && node.isUp);
  }

  /**
   * The one leader of the newest term among the connected servers. Looks every half
   * second, for 5 s; for 20 s if messages get lost.
   *
   * @throws Broken S.1 for two leaders of a term, V.1 for none, F.2 for none because servers keep
   *   starting elections at the same moment
   */
  leader(): Node {
    const since = this.system.clock.now;
    const looks = LOOKS_MAX[this.system.network.weather.unreliable ? 'lossy' : 'reliable'];
    for (let look = 0; look < looks; look++) {
      this.run(this.rng.int(450, 549));
      const newest = this.#newestLeader();
      if (newest) return newest;
    }
    throw new Broken(ruleForNoLeader(this, since), {
      message: `No leader among ${names(this.connected)} from ${seconds(since)} to ${seconds(this.system.clock.now)} (checked ${looks} times). ${whyNoLeader(this, since)}`,
      witness: [],
      missed: { kind: 'leader', from: since },
    });
  }

  /** Checks that no connected server believes that it leads. */
  noLeader(): void {
    for (const node of this.connected) {
      const { term, isLeader } = node.look();
      if (isLeader)
        throw new Broken('V.1', {
          message: `The getState() of ${node.name} says that it leads term ${term} at ${seconds(this.system.clock.now)}, but it can reach only ${this.connected.length} of ${this.nodes.length} servers, less than a majority`,
          witness: [],
        });
    }
  }

  /** The term that all connected servers are in, at least 1. */
  agreedTerm(): number {
    const looks = this.connected.map((node) => ({ node, term: node.look().term }));
    const first = looks[0];
    const other = looks.find(({ term }) => term !== first?.term);
    if (!first) throw new Error('agreedTerm: nobody is connected');
    const highest = Math.max(...looks.map(({ term }) => term));
    if (highest > TERMS_PER_SECOND_MAX * (this.nowMs / 1_000 + 1))
      throw new Broken('F.2', {
        message: `${names(this.connected)} have reached term ${highest} by ${seconds(this.system.clock.now)}: they start elections endlessly. How many election timers run at a time, and do you stop one before you set the next?`,
        witness: [],
      });
    if (other)
      throw new Broken('ALL.2', {
        message: `${first.node.name} is in term ${first.term} and ${other.node.name} in term ${other.term} at ${seconds(this.system.clock.now)}, though a leader has had time to reach both`,
        witness: [],
      });
    if (first.term < 1)
      throw new Broken('C.1', {
        message: `all servers are still in term ${first.term} though there is a leader; the first election must raise the term to 1`,
        witness: [],
      });
    return first.term;
  }

  /** How many servers have applied a command at this index since their last boot, and which command. */
  applied(index: number): { readonly count: number; readonly command: string | undefined } {
    let count = 0;
    let command: string | undefined;
    for (const log of this.#applied) {
      const found = log.get(index);
      if (found === undefined) continue;
      count++;
      command = found;
    }
    return { count, command };
  }

  /** The commands that one server has applied since its last boot, by index. */
  appliedBy(node: Node): ReadonlyMap<number, string> {
    return this.#applied[node.id] ?? new Map<number, string>();
  }

  /** The highest index that any server ever applied. */
  get highestApplied(): number {
    return this.#highest;
  }

  /** @returns the index at which `on` servers have applied the command. See agreement.ts */
  agree(command: string, options: AgreeOptions): number {
    let done: Agreed | undefined;
    this.#play(agree(this, command, options), (result) => (done = result));
    this.until(() => done !== undefined, SCENARIO_MAX / MS);
    if (!done) throw new Error('agree ended without a result');
    return done.index;
  }

  /** Runs clients side by side until all have ended. */
  together(clients: readonly Client<unknown>[], withinMs: number): boolean {
    let left = clients.length;
    for (const client of clients) this.#play(client, () => left--);
    return this.until(() => left === 0, withinMs);
  }

  /** Starts a client that continues by itself while the scenario does other things. */
  spawn<T>(client: Client<T>, ended: (result: T) => void): void {
    this.#play(client, ended);
  }

  /** Checks that no server has applied anything at this index. */
  notApplied(index: number, why: string): void {
    const { count, command } = this.applied(index);
    if (count === 0) return;
    throw new Broken('V.3', {
      message: `${count} servers have applied "${short(command ?? '')}" at index ${index} by ${seconds(this.system.clock.now)}, ${why}`,
      witness: [],
    });
  }

  #play<T>(client: Client<T>, ended: (result: T) => void): void {
    runClient(this.system.clock, client, ended);
  }

  #newestLeader(): Node | undefined {
    const leaders = new Map<number, Node>();
    for (const node of this.connected) {
      const { term, isLeader } = node.look();
      if (!isLeader) continue;
      const other = leaders.get(term);
      if (other)
        throw new Broken('S.1', {
          message: `The getState() of both ${other.name} and ${node.name} says that they lead term ${term} at ${seconds(this.system.clock.now)}`,
          witness: [],
        });
      leaders.set(term, node);
    }
    return leaders.get(Math.max(...leaders.keys()));
  }
}

function names(nodes: readonly Node[]): string {
  return nodes.length === 0 ? 'no server' : nodes.map((node) => node.name).join(', ');
}

/**
 * The test's steps took too long because they wait for the servers. A run without commands has only
 * elections.
 */
function notInTime(hasCommands: boolean): Broken {
  const question = hasCommands
    ? 'How long does a command take until it is committed and applied?'
    : 'How long is an election timeout, and how many elections pass until one succeeds?';
  return new Broken(hasCommands ? 'V.2' : 'V.1', {
    message: `The test is not over after ${seconds(SCENARIO_MAX)}: every step came in time, but all of them together took too long. ${question}`,
    witness: [],
  });
}
