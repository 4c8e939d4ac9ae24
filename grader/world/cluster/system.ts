/**
 * Machines, network, trace and clock put together: every effect of a server becomes an event of the
 * trace, and every message a packet. It knows no scenario, and judges only the shape of messages.
 */
import type { Effect, Method } from '../realm/effects';
import type { Program } from '../realm/program';
import type { Rig } from '../realm/realm';
import { Broken } from '../sim/broken';
import { Clock, Livelock } from '../sim/clock';
import { Rng } from '../sim/rng';
import { type Micros, seconds } from '../sim/time';
import { Trace } from '../sim/trace';
import { Calls, type Totals } from './calls';
import { Flood } from './flood';
import { Machine, type MachineUser } from './machine';
import type { Silence } from './question';
import { Origins } from './origins';
import { Puppet } from './puppet';
import type { Input } from './inputs';
import { crashedBy } from './threw';
import type { Args, Reply } from './wire';
import { type Answers, Throwaways } from './throwaways';
import type { Seed } from '../sim/seed';

export interface SystemOptions {
  readonly program: Program;
  readonly servers: number;
  readonly seed: Seed;
  /** One server runs the program, and puppets replace all others. The seed decides which one. */
  readonly alone?: true;
  /** What machines boot; the whole server by default. */
  readonly rig?: Rig;
  /** Answers of throwaways in earlier rounds of this run; none by default. */
  readonly answers?: Answers;
  /** Called before any student code runs, for the watchdog. */
  readonly entering?: (server: string, what: string, at: number) => void;
}

export class System implements MachineUser {
  readonly clock = new Clock();
  readonly trace = new Trace(this.clock);
  readonly calls: Calls;
  readonly machines: readonly Machine[];
  /** Puppets by server number, in the order of their parts. Their machines are never booted. */
  readonly puppets: ReadonlyMap<number, Puppet>;
  /** The randomness of the scenario's own choices. */
  readonly nemesis: Rng;
  /** The randomness of the judge. */
  readonly judge: Rng;
  readonly #throwaways: Throwaways;

  /** Lines of code that events come from; empty unless {@link tellOrigins} was called. */
  readonly origins = new Origins();

  /** Called before each action on a server, so that a recorder can note it. */
  onInput: (input: Input) => void = () => undefined;

  #running: Machine | undefined;
  readonly #entering: SystemOptions['entering'];
  readonly #flood = new Flood(this.clock, this.trace);

  constructor(options: SystemOptions) {
    const { program, servers, seed, alone, rig, answers, entering } = options;
    const root = new Rng(seed);
    this.#entering = entering;
    this.nemesis = root.fork('nemesis');
    this.judge = root.fork('judge');
    this.#throwaways = new Throwaways(program, root.fork('throwaways'), answers);
    this.calls = new Calls(servers, this.clock, this.trace, root.fork('network'), {
      machine: (server) => this.machine(server),
      puppet: (server) => this.puppets.get(server),
    });
    this.machines = Array.from({ length: servers }, (_, id) => {
      const [disk, code] = [root.fork(`disk ${id}`), root.fork(`code ${id}`)];
      const machine = new Machine(id, servers, this.clock, program, this, disk, code);
      machine.rig = rig;
      machine.onFuse = () => {
        this.#losePower(machine);
      };
      return machine;
    });
    // Parts are assigned by chance, so that a program cannot rely on its number.
    const cast = root.fork('cast').sample([...this.machines.keys()], servers);
    const byHand = alone ? cast.slice(1) : [];
    this.puppets = new Map(byHand.map((id) => [id, new Puppet(id, this.calls.post(id))]));
  }

  /** From their next boots on, servers report which lines of the code their events come from. */
  tellOrigins(): void {
    for (const machine of this.machines) machine.tellsOrigins = true;
  }

  get network(): Calls['network'] {
    return this.calls.network;
  }

  get totals(): Totals {
    return this.calls.totals;
  }

  isPuppet(server: number): boolean {
    return this.puppets.has(server);
  }

  machine(server: number): Machine {
    const machine = this.machines[server];
    if (!machine) throw new Error(`there is no server ${server}`);
    return machine;
  }

  boot(server: number): void {
    const machine = this.machine(server);
    const incarnation = machine.incarnation + 1;
    this.onInput({ do: 'boot', server });
    this.trace.add({ kind: 'boot', server, incarnation }, `${server}`);
    machine.boot();
  }

  crash(server: number): void {
    const machine = this.machine(server);
    const { fate } = machine;
    this.onInput({ do: 'crash', server, ...(fate && { unsynced: fate }) });
    this.#losePower(machine);
  }

  /**
   * Crashes a server just before its outgoing effect (message or disk operation) number `after` from
   * now.
   */
  crashBeforeEffect(server: number, after: number): void {
    const machine = this.machine(server);
    const { fate } = machine;
    this.onInput({
      do: 'crash-before-effect',
      server,
      effects: after,
      ...(fate && { unsynced: fate }),
    });
    machine.armFuse(after);
  }

  #losePower(machine: Machine): void {
    const { id, midHandler } = machine;
    machine.crash();
    const { damage } = machine;
    this.trace.add({ kind: 'crash', server: id, midHandler, damage }, `${id} ${damage.join()}`);
    this.calls.serverCrashed(id);
  }

  /** Sets a server's clock ahead, in microseconds. */
  jump(server: number, by: Micros): void {
    this.onInput({ do: 'jump', server, by });
    const machine = this.machine(server);
    this.note(`${machine.name}'s clock jumps ahead by ${seconds(by)}`);
    machine.jump(by);
  }

  pause(server: number): void {
    this.onInput({ do: 'pause', server });
    this.machine(server).pause();
    this.trace.add({ kind: 'pause', server }, `${server}`);
  }

  thaw(server: number): void {
    this.onInput({ do: 'thaw', server });
    this.trace.add({ kind: 'thaw', server }, `${server}`);
    this.machine(server).thaw();
  }

  start(server: number, command: string): { index: number; term: number } | undefined {
    this.#running = this.machine(server);
    this.onInput({ do: 'submit', command, to: [server] });
    // The command is traced before the server's effects, because messages in them already hold it.
    const taken = this.#running.start(command, ({ index, term }) => {
      this.totals.commands++;
      this.trace.add({ kind: 'start', server, command, index, term }, `${server} ${index} ${term}`);
    });
    return taken && { index: taken.index, term: taken.term };
  }

  note(text: string): void {
    this.trace.add({ kind: 'note', text }, text);
  }

  /** Lets time pass; see {@link Clock.run}. */
  run(end: number, done?: () => boolean): boolean {
    try {
      return this.clock.run(end, done);
    } catch (thrown) {
      if (!(thrown instanceof Livelock) || !this.#running) throw thrown;
      throw new Broken('K.3', {
        message: `${this.#running.name} never stopped running at ${seconds(thrown.at)}, so no time could pass: ${thrown.message}. Is there a setImmediate or a timer of 0 ms that sets itself again?`,
        witness: [],
      });
    }
  }

  /**
   * The answer that a server would give if it lost power now and restarted; see {@link Throwaways}. A
   * puppet has no disk, so it is not asked.
   */
  question(
    server: number,
    method: Method,
    args: Args,
    leader?: number,
  ): Reply | Silence | undefined {
    if (this.isPuppet(server)) return undefined;
    const machine = this.machine(server);
    this.#entering?.(machine.name, `boot on its synced disk, then ${method}`, this.clock.now);
    const off = { me: server, servers: this.machines.length, ...machine.durable() };
    return this.#throwaways.ask(off, method, args, leader);
  }

  /** The last index that a server applies right after the present effect; undefined if something else comes. */
  appliesUpTo(server: number): number | undefined {
    const { pending } = this.machine(server);
    const other = pending.findIndex(({ kind }) => kind !== 'apply');
    const last = pending[(other < 0 ? pending.length : other) - 1];
    return last?.kind === 'apply' ? last.index : undefined;
  }

  entering(machine: Machine, what: string): void {
    this.#running = machine;
    if (what === 'timer') this.#flood.woke(machine.id);
    this.#entering?.(machine.name, what, this.clock.now);
  }

  perform(machine: Machine, effect: Effect): void {
    this.trace.origin = this.origins.numberOf(effect.origin);
    try {
      this.#perform(machine, effect);
    } finally {
      this.trace.origin = undefined;
    }
  }

  #perform(machine: Machine, effect: Effect): void {
    const server = machine.id;
    switch (effect.kind) {
      case 'send':
        this.calls.send(machine, effect);
        this.#flood.sent(server);
        return;
      case 'reply':
        this.calls.reply(machine, effect.token, effect.text);
        return;
      case 'disk': {
        const { operation } = effect;
        const detail =
          operation.op === 'write'
            ? ` ${operation.content.length}`
            : operation.op === 'rename'
              ? ` ${operation.to}`
              : '';
        this.trace.add(
          { kind: 'disk', server, operation },
          `${server} ${operation.op} ${operation.file}${detail}`,
        );
        return;
      }
      case 'apply': {
        const { index, command } = effect;
        this.trace.add({ kind: 'apply', server, index, command }, `${server} ${index} ${command}`);
        return;
      }
      case 'state': {
        const { term, isLeader } = effect;
        this.trace.add({ kind: 'state', server, term, isLeader }, `${server} ${term} ${isLeader}`);
        return;
      }
      case 'log':
        this.trace.add({ kind: 'log', server, text: effect.text }, `${server} ${effect.text}`);
        return;
      case 'breach':
        throw new Broken('K.1', { message: `${machine.name}: ${effect.text}.`, witness: [] });
      case 'threw':
        throw crashedBy(effect, machine, this.clock.now);
      case 'persister': {
        const { call } = effect;
        // Readers need to know who called. The digest's words stay, so that it is the same in all versions.
        this.trace.add(
          { kind: 'note', text: `${machine.name}: ${call}(), called by the test, has returned` },
          `${machine.name}: ${call}() has returned`,
        );
        return;
      }
      case 'started':
      case 'wake':
        return;
    }
  }
}
