/**
 * Machines, network, trace and clock put together: every effect of a server becomes an event of the
 * trace and, where it is a message, a packet. Knows no scenario and judges nothing but the shape of
 * messages.
 */
import type { Effect, Method } from '../realm/effects';
import type { Program } from '../realm/program';
import type { BootOptions, Rig } from '../realm/realm';
import { Broken } from '../sim/broken';
import { Clock, Livelock } from '../sim/clock';
import { type Call, type Leg, type LossReason, Network } from '../sim/network';
import { Rng } from '../sim/rng';
import { seconds } from '../sim/time';
import { Trace } from '../sim/trace';
import { Machine, type MachineUser } from './machine';
import { askThrowaway } from './question';
import { Puppet, type Post } from './puppet';
import { crashedBy } from './threw';
import { type Args, readArgs, readReply, type Reply } from './wire';

/** An RPC under way. */
interface Rpc extends Call {
  readonly method: Method;
  readonly text: string;
  readonly args: Args;
  /** The sender's boot, and its own number for the call. */
  readonly incarnation: number;
  readonly local: number;
}

interface Answer {
  readonly text: string;
  readonly reply: Reply;
}

/** What a run costs, counted. Bytes are characters of JSON. */
export interface Totals {
  rpcs: number;
  bytes: number;
  commands: number;
}

export interface SystemOptions {
  readonly program: Program;
  readonly servers: number;
  readonly seed: number;
  /** The last so many servers are played by hand; none unless said. */
  readonly puppets?: number;
  /** What machines boot; the whole server unless said. */
  readonly rig?: Rig;
  /** Told before any student code runs; for the watchdog. */
  readonly entering?: (server: string, what: string, at: number) => void;
}

export class System implements MachineUser {
  readonly clock = new Clock();
  readonly trace = new Trace(this.clock);
  readonly network: Network<Rpc, Answer>;
  readonly machines: readonly Machine[];
  /** By server number. Their machines are never booted. */
  readonly puppets: ReadonlyMap<number, Puppet>;
  readonly totals: Totals = { rpcs: 0, bytes: 0, commands: 0 };
  /** For the scenario's own choices. */
  readonly nemesis: Rng;
  /** For whoever judges. */
  readonly judge: Rng;

  /** What a server has been handed and has not answered, by the token that its reply will carry. */
  readonly #serving = new Map<number, Rpc>();
  #lastRpc = 0;
  #running: Machine | undefined;
  readonly #program: Program;
  readonly #entering: SystemOptions['entering'];

  constructor({ program, servers, seed, puppets = 0, rig, entering }: SystemOptions) {
    const root = new Rng(seed);
    this.#program = program;
    this.#entering = entering;
    this.nemesis = root.fork('nemesis');
    this.judge = root.fork('judge');
    this.network = new Network(servers, this.clock, root.fork('network'), {
      isUp: (server) => this.isPuppet(server) || this.machine(server).status !== 'down',
      requestArrives: (rpc, copy) => {
        this.#requestArrives(rpc, copy);
      },
      replyArrives: (rpc, answer) => {
        this.#replyArrives(rpc, answer);
      },
      packetLost: (rpc, leg, reason) => {
        this.#packetLost(rpc, leg, reason);
      },
    });
    this.machines = Array.from({ length: servers }, (_, id) => {
      const [disk, code] = [root.fork(`disk ${id}`), root.fork(`code ${id}`)];
      const machine = new Machine(id, servers, this.clock, program, this, disk, code);
      machine.rig = rig;
      machine.onFuse = () => {
        this.crash(id);
      };
      return machine;
    });
    const byHand = this.machines.slice(servers - puppets).map(({ id }) => id);
    this.puppets = new Map(byHand.map((id) => [id, new Puppet(id, this.#post(id))]));
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
    this.trace.add({ kind: 'boot', server, incarnation }, `${server}`);
    machine.boot();
  }

  crash(server: number): void {
    const machine = this.machine(server);
    const { midHandler } = machine;
    machine.crash();
    for (const [token, rpc] of this.#serving) if (rpc.to === server) this.#serving.delete(token);
    const { damage } = machine;
    this.trace.add({ kind: 'crash', server, midHandler, damage }, `${server} ${damage.join()}`);
    this.network.serverCrashed(server);
  }

  pause(server: number): void {
    this.machine(server).pause();
    this.trace.add({ kind: 'pause', server }, `${server}`);
  }

  thaw(server: number): void {
    this.trace.add({ kind: 'thaw', server }, `${server}`);
    this.machine(server).thaw();
  }

  start(server: number, command: string): { index: number; term: number } | undefined {
    this.#running = this.machine(server);
    const taken = this.#running.start(command);
    if (!taken) return undefined;
    const { index, term } = taken;
    this.totals.commands++;
    this.trace.add({ kind: 'start', server, command, index, term }, `${server} ${index} ${term}`);
    return { index, term };
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
        message: `${this.#running.name} keeps itself busy at ${seconds(thrown.at)} without ever letting time pass: ${thrown.message}. Is there a setImmediate or a timer that sets more of its kind?`,
        witness: [],
      });
    }
  }

  /**
   * What a server would answer if it lost power now and came back; see {@link askThrowaway}. A puppet
   * has no disk and gives no answer.
   */
  question(server: number, method: Method, args: Args): Reply | undefined {
    if (this.isPuppet(server)) return undefined;
    const machine = this.machine(server);
    this.#entering?.(machine.name, `boot on its synced disk, then ${method}`, this.clock.now);
    const boot: BootOptions = {
      at: this.clock.now,
      me: server,
      servers: this.machines.length,
      seed: 1,
      ...machine.durable(),
    };
    return askThrowaway(this.#program, boot, method, args);
  }

  entering(machine: Machine, what: string): void {
    this.#running = machine;
    this.#entering?.(machine.name, what, this.clock.now);
  }

  perform(machine: Machine, effect: Effect): void {
    const server = machine.id;
    switch (effect.kind) {
      case 'send':
        this.#send(machine, effect);
        return;
      case 'reply':
        this.#reply(machine, effect.token, effect.text);
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
      case 'persister':
        this.note(`${machine.name}: ${effect.call}() has returned`);
        return;
      case 'started':
      case 'wake':
        return;
    }
  }

  #send(machine: Machine, effect: Effect & { kind: 'send' }): void {
    const { method, text, to } = effect;
    const checked = readArgs(method, text);
    if ('wrong' in checked) {
      throw new Broken('K.1', {
        message: `${machine.name} sent ${method} to S${to} with arguments of the wrong shape: ${checked.wrong}.`,
        witness: [],
      });
    }
    this.#request({
      id: ++this.#lastRpc,
      from: machine.id,
      to,
      method,
      text,
      args: checked.ok,
      incarnation: machine.incarnation,
      local: effect.call,
    });
  }

  #request(rpc: Rpc): void {
    const { id, from, to, method, text, args } = rpc;
    this.totals.rpcs++;
    this.totals.bytes += text.length;
    this.trace.add(
      { kind: 'send', ...exchange(rpc), args, bytes: text.length },
      `${id} ${from} ${to} ${method}`,
      text,
    );
    this.network.request(rpc);
  }

  #requestArrives(rpc: Rpc, copy: number): void {
    const puppet = this.puppets.get(rpc.to);
    if (puppet) {
      const detail = `${rpc.id} ${copy}`;
      this.trace.add({ kind: 'deliver', ...exchange(rpc), args: rpc.args, copy }, detail);
      puppet.arrived(rpc);
      return;
    }
    this.machine(rpc.to).event(rpc.method, (realm, now) => {
      const detail = `${rpc.id} ${copy}`;
      this.trace.add({ kind: 'deliver', ...exchange(rpc), args: rpc.args, copy }, detail);
      const token = rpc.id * 2 + copy;
      this.#serving.set(token, rpc);
      return realm.deliver(now, token, rpc.method, rpc.text);
    });
  }

  #reply(machine: Machine, token: number, text: string): void {
    const rpc = this.#serving.get(token);
    if (!rpc) throw new Error(`${machine.name} answers an RPC that nobody sent`);
    this.#serving.delete(token);
    const checked = readReply(rpc.method, text);
    if ('wrong' in checked) {
      throw new Broken('K.1', {
        message: `${machine.name} answered ${rpc.method} of S${rpc.from} with a reply of the wrong shape: ${checked.wrong}.`,
        witness: [],
      });
    }
    this.#answer(rpc, { text, reply: checked.ok });
  }

  #answer(rpc: Rpc, answer: Answer): void {
    const { text, reply } = answer;
    this.totals.bytes += text.length;
    this.trace.add(
      { kind: 'reply', ...exchange(rpc), args: rpc.args, reply, bytes: text.length },
      `${rpc.id}`,
      text,
    );
    this.network.reply(rpc.id, answer);
  }

  #replyArrives(rpc: Rpc, answer: Answer | undefined): void {
    const puppet = this.puppets.get(rpc.from);
    if (puppet) {
      this.#traceReturn(rpc, answer);
      puppet.answered(rpc.id, answer?.reply);
      return;
    }
    const caller = this.machine(rpc.from);
    const ours = () => caller.status !== 'down' && caller.incarnation === rpc.incarnation;
    if (!ours()) return;
    caller.event(`the reply to ${rpc.method}`, (realm, now) => {
      this.#traceReturn(rpc, answer);
      return realm.answered(now, rpc.local, answer?.text);
    });
  }

  #traceReturn(rpc: Rpc, answer: Answer | undefined): void {
    this.trace.add(
      { kind: 'return', ...exchange(rpc), args: rpc.args, reply: answer?.reply },
      `${rpc.id} ${answer ? 'reply' : 'lost'}`,
    );
  }

  /** A puppet's way onto the network. */
  #post(from: number): Post {
    return {
      now: () => this.clock.now,
      send: (to, method, args) => {
        const id = ++this.#lastRpc;
        const text = JSON.stringify(args);
        this.#request({ id, from, to, method, text, args, incarnation: 0, local: 0 });
        return id;
      },
      reply: (rpc, reply) => {
        this.#answer(rpc as Rpc, { text: JSON.stringify(reply), reply });
      },
      lose: ({ id }) => {
        this.network.loseReply(id);
      },
      offered: (command, index, term) => {
        this.trace.add({ kind: 'start', server: from, command, index, term }, `${from} ${index}`);
      },
    };
  }

  #packetLost(rpc: Rpc, leg: Leg, reason: LossReason): void {
    this.trace.add({ kind: 'lost', ...exchange(rpc), leg, reason }, `${rpc.id} ${leg} ${reason}`);
  }
}

function exchange({ id, from, to, method }: Rpc) {
  return { call: id, from, to, method };
}
