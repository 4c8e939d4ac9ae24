/** A state that is being changed, effect by effect, and the scenes on the way. */
import type { Happening } from '../../world/sim/trace';
import type { CallName } from './choice';
import { cutsOf, isOutgoing } from './cuts';
import type { Input } from './live-server';
import type { Deed, DiskImage, Lives, Moment } from './lives';
import {
  type Being,
  commandOf,
  type Flight,
  type Interned,
  type Past,
  type State,
  type Used,
} from './state';

/** An event, and what the disk of the acting server is certain to hold afterwards. */
export type Scene =
  | {
      readonly kind: 'event';
      readonly happening: Happening;
      readonly server: number;
      readonly durable: DiskImage;
    }
  /** The server's code does what ends every run. */
  | {
      readonly kind: 'fatal';
      readonly server: number;
      readonly boots: number;
      readonly deed: Deed & { kind: 'threw' | 'breach' | 'misshapen' | 'stuck' };
    };

export interface Played {
  readonly state: State;
  readonly scenes: readonly Scene[];
  /** The choice had no effect: no server did anything, and nothing arrived. */
  readonly isIdle: boolean;
  /** Numbers of outgoing effects of its last input before which a crash would make a difference. */
  readonly cuts: readonly number[];
}

export class Stage {
  readonly #beings: Being[];
  readonly #scenes: Scene[] = [];
  #flights: Flight[];
  #used: Used;
  #isIdle = true;
  #last: Moment | undefined;
  #hasCrashed = false;

  constructor(
    private readonly lives: Lives,
    private readonly interned: Interned,
    state: State,
    /** Before which outgoing effect the server with the input crashes. */
    private readonly cut?: number,
  ) {
    this.#beings = [...state.beings];
    this.#flights = [...state.flights];
    this.#used = state.used;
  }

  /** Whether a server's code has done something that ends every run. */
  get isFatal(): boolean {
    return this.#scenes.at(-1)?.kind === 'fatal';
  }

  end(): Played {
    const { commands, crashes, losses, heartbeats } = this.#used;
    return {
      state: {
        beings: this.#beings,
        flights: this.#flights.sort((a, b) => a.id - b.id),
        used: { commands, crashes, losses, heartbeats },
      },
      scenes: this.#scenes,
      isIdle: this.#isIdle,
      cuts: this.#last && !this.#hasCrashed ? cutsOf(this.#last) : [],
    };
  }

  use(what: keyof Used): void {
    this.#used = { ...this.#used, [what]: this.#used[what] + 1 };
  }

  find(name: CallName, leg: Flight['leg']): Flight | undefined {
    return find({ flights: this.#flights }, name, leg);
  }

  boot(server: number, past: Past, disk: DiskImage, commands: number): void {
    this.#show(server, { kind: 'boot', server, incarnation: past.boots }, disk);
    const moment = this.lives.birth(server, disk);
    this.#beings[server] = this.interned.being({ past, moment, owed: new Map(), commands });
    this.#perform(server, moment, undefined);
  }

  deliver(flight: Flight): void {
    const { from, to, method, text, args } = flight;
    this.#remove(flight);
    this.#isIdle = false;
    this.#show(to, { kind: 'deliver', ...exchange(flight), args, copy: 0 });
    const being = this.#being(to);
    const owed = new Map(being.owed).set(being.moment.requests + 1, flight);
    this.give(to, { kind: 'request', from, method, text }, { owed });
  }

  giveBack(flight: Flight): void {
    const { from, call, args, answer } = flight;
    this.#remove(flight);
    this.#isIdle = false;
    this.#show(from, { kind: 'return', ...exchange(flight), args, reply: answer?.reply });
    this.give(from, { kind: 'reply', call, text: answer?.text });
  }

  lose(flight: Flight): void {
    const { from, call, args, leg } = flight;
    this.#remove(flight);
    this.#isIdle = false;
    this.#show(from, { kind: 'lost', ...exchange(flight), leg, reason: 'dropped' });
    this.#show(from, { kind: 'return', ...exchange(flight), args, reply: undefined });
    this.give(from, { kind: 'reply', call, text: undefined });
  }

  command(server: number): void {
    const commands = this.#being(server).commands + 1;
    this.#isIdle = false;
    this.give(server, { kind: 'command', command: commandOf(server, commands) }, { commands });
  }

  give(server: number, input: Input, change: Partial<Being> = {}): void {
    const being = this.#being(server);
    const moment = this.lives.after(being.moment, input);
    this.#beings[server] = this.interned.being({ ...being, ...change, moment });
    this.#last = moment;
    this.#perform(server, moment, this.cut);
  }

  /** The server loses power and restarts at once, with what is certain to be on its disk. */
  crash(server: number, at = -1, durable = this.#being(server).moment.durable): void {
    const being = this.#being(server);
    this.use('crashes');
    this.#isIdle = false;
    this.#hasCrashed = true;
    this.#show(server, { kind: 'crash', server, midHandler: at >= 0, damage: [] }, durable);
    // The crashed server no longer waits for these replies.
    this.#flights = this.#flights.filter(({ leg, from }) => leg === 'request' || from !== server);
    this.boot(server, this.interned.past(being, at), durable, being.commands);
  }

  #perform(server: number, moment: Moment, cut: number | undefined): void {
    let outgoing = 0;
    let durable = moment.before;
    for (const deed of moment.deeds) {
      if (isOutgoing(deed) && outgoing++ === cut) {
        // The command may be on the disk before start() returns, and then it is in the log.
        const taken = moment.deeds.slice(moment.deeds.indexOf(deed)).find(isStarted);
        if (taken) this.#do(server, { ...taken, durable });
        this.crash(server, cut, durable);
        return;
      }
      ({ durable } = deed);
      if (deed.kind !== 'log') this.#isIdle = false;
      this.#do(server, deed);
    }
  }

  #do(server: number, deed: Deed): void {
    const being = this.#being(server);
    const { durable } = deed;
    switch (deed.kind) {
      case 'send': {
        const { call, to, method, text, args } = deed;
        const flight = this.interned.flight({
          leg: 'request',
          from: server,
          past: being.past,
          call,
          to,
          method,
          text,
          args,
          answer: undefined,
        });
        const bytes = text.length;
        this.#show(server, { kind: 'send', ...exchange(flight), args, bytes }, durable);
        this.#flights.push(flight);
        return;
      }
      case 'reply': {
        const { token, text, reply } = deed;
        const request = being.owed.get(token);
        if (!request) throw new Error(`S${server} answers an RPC that no server sent`);
        const owed = new Map(being.owed);
        owed.delete(token);
        this.#beings[server] = this.interned.being({ ...being, owed });
        const { args } = request;
        const bytes = text.length;
        this.#show(server, { kind: 'reply', ...exchange(request), args, reply, bytes }, durable);
        // A caller that has crashed since no longer waits.
        if (this.#being(request.from).past !== request.past) return;
        this.#flights.push(
          this.interned.flight({ ...request, leg: 'reply', answer: { text, reply } }),
        );
        return;
      }
      case 'started': {
        const { index, term } = deed;
        const command = commandOf(server, being.commands);
        this.#show(server, { kind: 'start', server, command, index, term }, durable);
        return;
      }
      case 'disk':
        this.#show(server, { kind: 'disk', server, operation: deed.operation }, durable);
        return;
      case 'apply': {
        const { index, command } = deed;
        this.#show(server, { kind: 'apply', server, index, command }, durable);
        return;
      }
      case 'state': {
        const { term, isLeader } = deed;
        this.#show(server, { kind: 'state', server, term, isLeader }, durable);
        return;
      }
      case 'log':
        this.#show(server, { kind: 'log', server, text: deed.text }, durable);
        return;
      case 'threw':
      case 'breach':
      case 'misshapen':
      case 'stuck':
        this.#scenes.push({ kind: 'fatal', server, boots: being.past.boots, deed });
        return;
    }
  }

  #being(server: number): Being {
    const being = this.#beings[server];
    if (!being) throw new Error(`there is no server ${server}`);
    return being;
  }

  #remove(flight: Flight): void {
    this.#flights.splice(this.#flights.indexOf(flight), 1);
  }

  #show(server: number, happening: Happening, durable = this.#being(server).moment.durable): void {
    this.#scenes.push({ kind: 'event', happening, server, durable });
  }
}

export function find(
  { flights }: Pick<State, 'flights'>,
  { from, boot, call }: CallName,
  leg: Flight['leg'],
): Flight | undefined {
  return flights.find(
    (one) => one.leg === leg && one.from === from && one.past.boots === boot && one.call === call,
  );
}

const CALLS_PER_BOOT = 1_000;
const BOOTS_MAX = 100;

function exchange({ from, past, call, to, method }: Flight) {
  // Each sender numbers its own calls; here each number must be unique in the cluster.
  const number = (from * BOOTS_MAX + past.boots) * CALLS_PER_BOOT + call;
  return { call: number, from, to, method };
}

function isStarted(deed: Deed): deed is Deed & { readonly kind: 'started' } {
  return deed.kind === 'started';
}
