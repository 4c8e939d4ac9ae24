/**
 * The calls between servers: checks each message's shape, traces it, counts it, hands it to the network
 * and delivers what arrives to the receiving machine or puppet.
 */
import type { Effect, Method } from '../realm/effects';
import { Broken } from '../sim/broken';
import type { Clock } from '../sim/clock';
import { Network } from '../sim/network';
import type { Call, Leg, LossReason } from '../sim/fates';
import type { Rng } from '../sim/rng';
import type { Trace } from '../sim/trace';
import type { Machine } from './machine';
import type { Post, Puppet } from './puppet';
import { type Args, readArgs, readReply, type Reply } from './wire';

/** An RPC in flight. */
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

/** The counted costs of a run. Bytes are characters of JSON. */
export interface Totals {
  rpcs: number;
  bytes: number;
  commands: number;
}

/** Finds the machine or puppet at the other end of a call. */
interface Ends {
  machine(server: number): Machine;
  puppet(server: number): Puppet | undefined;
}

export class Calls {
  readonly network: Network<Rpc, Answer>;
  readonly totals: Totals = { rpcs: 0, bytes: 0, commands: 0 };

  /** Requests that a server has received but not answered, by the token that its reply will carry. */
  readonly #serving = new Map<number, Rpc>();
  #lastRpc = 0;

  constructor(
    servers: number,
    private readonly clock: Clock,
    private readonly trace: Trace,
    rng: Rng,
    private readonly ends: Ends,
  ) {
    this.network = new Network(servers, clock, rng, {
      isUp: (server) => ends.puppet(server) !== undefined || ends.machine(server).status !== 'down',
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
  }

  /** @throws Broken K.1 */
  send(machine: Machine, effect: Effect & { kind: 'send' }): void {
    const { method, to } = effect;
    const checked = readArgs(method, effect.text);
    if ('wrong' in checked) {
      throw new Broken('K.1', {
        message: `${machine.name} sent ${method} to S${to} with arguments of the wrong shape: ${checked.wrong}.`,
        witness: [],
      });
    }
    const [field, sender] =
      'candidateId' in checked.ok
        ? (['candidateId', checked.ok.candidateId] as const)
        : (['leaderId', checked.ok.leaderId] as const);
    if (sender !== machine.id) {
      throw new Broken('K.1', {
        message: `${machine.name} sent ${method} to S${to} with ${field} ${sender}; it must be ${machine.id}, its own number.`,
        witness: [],
      });
    }
    this.#request({
      id: ++this.#lastRpc,
      from: machine.id,
      to,
      method,
      text: checked.text,
      args: checked.ok,
      incarnation: machine.incarnation,
      local: effect.call,
    });
  }

  /** @throws Broken K.1 */
  reply(machine: Machine, token: number, text: string): void {
    const rpc = this.#serving.get(token);
    if (!rpc) throw new Error(`${machine.name} answers an RPC that no server sent`);
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

  /** Requests that the crashed server had received are never answered. */
  serverCrashed(server: number): void {
    for (const [token, rpc] of this.#serving) if (rpc.to === server) this.#serving.delete(token);
    this.network.serverCrashed(server);
  }

  /** A puppet's access to the network. */
  post(from: number): Post {
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
    const puppet = this.ends.puppet(rpc.to);
    if (puppet) {
      const detail = `${rpc.id} ${copy}`;
      this.trace.add({ kind: 'deliver', ...exchange(rpc), args: rpc.args, copy }, detail);
      puppet.arrived(rpc);
      return;
    }
    this.ends.machine(rpc.to).event(rpc.method, (realm, now) => {
      const detail = `${rpc.id} ${copy}`;
      this.trace.add({ kind: 'deliver', ...exchange(rpc), args: rpc.args, copy }, detail);
      const token = rpc.id * 2 + copy;
      this.#serving.set(token, rpc);
      return realm.deliver(now, token, rpc.method, rpc.text);
    });
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
    const puppet = this.ends.puppet(rpc.from);
    if (puppet) {
      this.#traceReturn(rpc, answer);
      puppet.answered(rpc.id, answer?.reply);
      return;
    }
    const caller = this.ends.machine(rpc.from);
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

  #packetLost(rpc: Rpc, leg: Leg, reason: LossReason): void {
    this.trace.add({ kind: 'lost', ...exchange(rpc), leg, reason }, `${rpc.id} ${leg} ${reason}`);
  }
}

function exchange({ id, from, to, method }: Rpc) {
  return { call: id, from, to, method };
}
