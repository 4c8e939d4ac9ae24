/**
 * A network that carries calls: a request one way and a reply the other. Decides whether and when they
 * arrive. It does not know their content; the caller copies what it sends.
 */
import type { Clock } from './clock';
import type { Rng } from './rng';
import type { Micros } from './time';
import type { Call, Fate, Fates, Leg, LossReason } from './fates';
import { SeededFates, type Weather } from './seeded-fates';

interface NetworkUser<C extends Call, R> {
  isUp(server: number): boolean;
  requestArrives(call: C, copy: number): void;
  /** The call is over for its caller; `undefined` means that the request or the reply was lost. */
  replyArrives(call: C, reply: R | undefined): void;
  packetLost(call: C, leg: Leg, reason: LossReason): void;
}

/** A call in flight. */
interface Flight<C extends Call> {
  readonly call: C;
  /** Copies of the request that may still be answered. */
  copies: number;
  /** Copies that the receiver has received but not answered. */
  inService: number;
  settled: boolean;
}

export class Network<C extends Call, R> {
  /** Decides the packets' fates; the seed does by default. */
  fates: Fates<C>;
  /** Called when a link is cut or healed, so that a recorder can note it. */
  onLink: (from: number, to: number, isCut: boolean) => void = () => undefined;
  readonly #seeded: SeededFates;
  readonly #cut: boolean[];
  readonly #flights = new Map<number, Flight<C>>();

  constructor(
    private readonly servers: number,
    private readonly clock: Clock,
    rng: Rng,
    private readonly user: NetworkUser<C, R>,
  ) {
    this.#cut = new Array<boolean>(servers * servers).fill(false);
    this.#seeded = new SeededFates(rng, servers);
    this.fates = this.#seeded;
  }

  get weather(): Weather {
    return this.#seeded.weather;
  }

  /** Cuts the link from one server to another; the opposite direction stays as it is. */
  cut(from: number, to: number): void {
    this.#cut[this.#link(from, to)] = true;
    this.onLink(from, to, true);
  }

  heal(from: number, to: number): void {
    this.#cut[this.#link(from, to)] = false;
    this.onLink(from, to, false);
  }

  isCut(from: number, to: number): boolean {
    return this.#cut[this.#link(from, to)] === true;
  }

  /** Delays each packet on this link by `extra`; 0 ends it. */
  slow(from: number, to: number, extra: Micros): void {
    this.#seeded.slow(from, to, extra);
  }

  request(call: C): void {
    const flight: Flight<C> = { call, copies: 0, inService: 0, settled: false };
    this.#flights.set(call.id, flight);
    const fate = this.#fate(call, 'request');
    if (fate.kind === 'lost') {
      this.#lose(flight, 'request', fate.reason);
      return;
    }
    flight.copies = fate.delays.length;
    fate.delays.forEach((delay, copy) => {
      this.clock.after(delay, () => this.#requestArrives(flight, copy));
    });
  }

  /** The receiver of a request answers it. It must answer each copy at most once. */
  reply(id: number, reply: R): void {
    const flight = this.#flights.get(id);
    if (!flight || flight.inService === 0) return;
    flight.inService--;
    const { from, to } = flight.call;
    const fate = this.#fate(flight.call, 'reply');
    if (fate.kind === 'lost') {
      this.#copyLost(flight, 'reply', fate.reason);
      return;
    }
    this.clock.after(fate.delays[0] ?? 0, () => {
      if (this.isCut(to, from)) {
        this.#copyLost(flight, 'reply', 'cut');
        return;
      }
      flight.copies--;
      this.#settle(flight, reply);
    });
  }

  /** The receiver of a request never replies: its caller learns after a while that there is no reply. */
  loseReply(id: number): void {
    const flight = this.#flights.get(id);
    if (!flight || flight.inService === 0) return;
    flight.inService--;
    this.#copyLost(flight, 'reply', 'dropped');
  }

  /** The server has crashed: requests that it had received but not answered are never answered. */
  serverCrashed(server: number): void {
    for (const flight of [...this.#flights.values()]) {
      if (flight.call.to !== server) continue;
      while (flight.inService > 0) {
        flight.inService--;
        this.#copyLost(flight, 'reply', 'down');
      }
    }
  }

  #requestArrives(flight: Flight<C>, copy: number): void {
    const { from, to } = flight.call;
    if (this.isCut(from, to)) this.#copyLost(flight, 'request', 'cut');
    else if (!this.user.isUp(to)) this.#copyLost(flight, 'request', 'down');
    else {
      flight.inService++;
      this.user.requestArrives(flight.call, copy);
    }
  }

  #fate(call: C, leg: Leg): Fate {
    const { from, to } = call;
    const isCut = leg === 'request' ? this.isCut(from, to) : this.isCut(to, from);
    if (isCut) return { kind: 'lost', reason: 'cut' };
    return leg === 'request' ? this.fates.request(call) : this.fates.reply(call);
  }

  #copyLost(flight: Flight<C>, leg: Leg, reason: LossReason): void {
    flight.copies--;
    if (flight.copies > 0) {
      this.user.packetLost(flight.call, leg, reason);
      return;
    }
    this.#lose(flight, leg, reason);
  }

  #lose(flight: Flight<C>, leg: Leg, reason: LossReason): void {
    this.user.packetLost(flight.call, leg, reason);
    const wait = this.fates.silence(flight.call, reason);
    this.clock.after(wait, () => this.#settle(flight, undefined));
  }

  #settle(flight: Flight<C>, reply: R | undefined): void {
    // A duplicate may still be on its way. It will be handled, but its reply is ignored.
    if (flight.copies <= 0) this.#flights.delete(flight.call.id);
    if (flight.settled) return;
    flight.settled = true;
    this.user.replyArrives(flight.call, reply);
  }

  #link(from: number, to: number): number {
    return from * this.servers + to;
  }
}
