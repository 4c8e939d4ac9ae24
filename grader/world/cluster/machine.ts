/**
 * One server's box: its disk, and the realm that runs on it while it is up. Takes events one at a
 * time, carries out what the code did effect by effect, stalls on sync, and can lose power between
 * any two effects.
 */
import type { Clock, Scheduled } from '../sim/clock';
import type { Fate, Image } from '../sim/disk';
import type { Rng } from '../sim/rng';
import { type Micros, MS } from '../sim/time';
import type { Effect, PersisterCall } from '../realm/effects';
import type { Program } from '../realm/program';
import { type FileBytes, Realm, type Rig } from '../realm/realm';
import { MachineDisk } from './machine-disk';

/** What a machine needs done for it by the system around it. */
export interface MachineUser {
  /** Carries out one effect, in order. Not called for timers. */
  perform(machine: Machine, effect: Effect): void;
  /** The watchdog is told what is about to run, so that it can name what never returns. */
  entering(machine: Machine, what: string): void;
}

type Status = 'down' | 'up' | 'paused';

/** Where a leader put a command. */
interface Taken {
  readonly index: number;
  readonly term: number;
}

/** How long a sync takes. */
export const SYNC_COST: readonly [Micros, Micros] = [1 * MS, 2 * MS];

export class Machine {
  status: Status = 'down';
  /** How many times it has booted. */
  incarnation = 0;
  /** What getState() answered when it was last asked. */
  state: { readonly term: number; readonly isLeader: boolean } = { term: 0, isLeader: false };
  /** What the next boots build: the whole server unless said. */
  rig: Rig | undefined;
  /** Whether its effects say which lines of the code they come from. */
  tellsOrigins = false;
  /** What crashes do to unsynced data; by the seed unless said. */
  fate: Fate | undefined;
  /** The effect before which power was last made to fail. */
  cutBefore: Effect | undefined;
  /** What a Persister that was booted by itself has answered, oldest first. */
  readonly answers: (Effect & { readonly kind: 'persister' })[] = [];

  #realm: Realm | undefined;
  readonly #disk = new MachineDisk();

  /** Effects that are still to be carried out, after a stall. */
  pending: Effect[] = [];
  #stalled = false;
  /** Events that wait because the machine is stalled or paused. */
  #inbox: (() => void)[] = [];
  #wake: Scheduled | undefined;
  /** When the code wants to be woken, by its own clock. */
  #wakeAt: Micros | undefined;
  /** How far its clock is ahead of the world's. */
  #ahead: Micros = 0;
  #fuse: number | undefined;

  constructor(
    readonly id: number,
    private readonly servers: number,
    private readonly clock: Clock,
    private readonly program: Program,
    private readonly user: MachineUser,
    private readonly diskRng: Rng,
    private readonly codeRng: Rng,
  ) {}

  get name(): string {
    return `S${this.id}`;
  }

  get diskBytes(): number {
    return this.#disk.size;
  }

  get syncs(): number {
    return this.#disk.syncs;
  }

  boot(): void {
    if (this.status !== 'down') throw new Error(`${this.name} is up already`);
    this.status = 'up';
    this.incarnation++;
    this.state = { term: 0, isLeader: false };
    this.user.entering(this, 'boot');
    const { realm, effects } = Realm.boot(this.program, {
      at: this.#now,
      me: this.id,
      servers: this.servers,
      chance: this.codeRng.words(`boot ${this.incarnation}`),
      ...this.#disk.boot(),
      ...(this.rig && { rig: this.rig }),
      origins: this.tellsOrigins,
    });
    this.#realm = realm;
    this.#take(effects);
  }

  /** Power fails, here and now: between two effects if some are still to come. */
  crash(): void {
    const realm = this.#realm;
    if (!realm) throw new Error(`${this.name} is down already`);
    this.#disk.crash(realm, this.diskRng, this.fate);
    this.#realm = undefined;
    this.status = 'down';
    this.pending = [];
    this.#inbox = [];
    this.#stalled = false;
    this.#setWake(undefined);
    this.#fuse = undefined;
  }

  /** Puts an empty disk into a machine that is down. */
  replaceDisk(): void {
    if (this.status !== 'down') throw new Error(`${this.name} is up`);
    this.#disk.replace();
  }

  /** What the last crash did to its disk, in words. */
  get damage(): readonly string[] {
    return this.#disk.damage;
  }

  /** Whether a crash now would fall inside a handler. */
  get midHandler(): boolean {
    return this.pending.length > 0;
  }

  /** Crashes, by calling `onCrash`, just before the outgoing effect number `after` from now. */
  armFuse(after: number): void {
    this.#fuse = after;
  }

  /** Calls a Persister that was booted by itself; see {@link Realm.drive}. */
  drive(call: PersisterCall, text = '', spoil = false): void {
    this.event(call, (realm, now) => realm.drive(now, call, text, spoil));
  }

  pause(): void {
    if (this.status === 'up') this.status = 'paused';
  }

  /** Its clock goes ahead by so much, once and for all its boots. */
  jump(by: Micros): void {
    this.#ahead += by;
    this.#setWake(this.#wakeAt);
  }

  thaw(): void {
    if (this.status !== 'paused') return;
    this.status = 'up';
    this.#workOff();
  }

  /** Lets the code run one event, now or as soon as it is free. Nothing happens if it crashes before. */
  event(what: string, run: (realm: Realm, now: Micros) => readonly Effect[]): void {
    if (this.status === 'paused' || this.#stalled || this.#inbox.length > 0) {
      this.#inbox.push(() => {
        this.#run(what, run);
      });
      return;
    }
    this.#run(what, run);
  }

  /**
   * A client's start(), answered at once even if the machine is stalled: what it does waits its turn.
   *
   * @param onTaken told that the server took the command, before what it did with it is carried out
   * @returns undefined if the server did not take the command
   */
  start(command: string, onTaken: (taken: Taken) => void = () => undefined): Taken | undefined {
    if (this.status !== 'up' || !this.#realm) return undefined;
    this.user.entering(this, 'start');
    const effects = this.#realm.start(this.#now, command);
    const taken = effects.find((effect) => effect.kind === 'started');
    if (taken) onTaken(taken);
    this.#take(effects);
    return taken;
  }

  /** Asks getState(). */
  look(): { readonly term: number; readonly isLeader: boolean } {
    if (this.status === 'up' && this.#realm) {
      this.user.entering(this, 'getState');
      this.#take(this.#realm.look());
    }
    return this.state;
  }

  /** What a boot would find if power failed now and everything unsynced were lost, and what its clock shows. */
  durable(): { readonly at: Micros; readonly image: Image; readonly bytes: FileBytes } {
    return { at: this.#now, ...this.#disk.durable(this.#realm) };
  }

  #run(what: string, run: (realm: Realm, now: Micros) => readonly Effect[]): void {
    if (!this.#realm) return;
    this.user.entering(this, what);
    this.#take(run(this.#realm, this.#now));
  }

  #take(effects: readonly Effect[]): void {
    for (const effect of effects) {
      if (effect.kind === 'state') this.state = effect;
      if (effect.kind === 'wake') this.#setWake(effect.at);
      else this.pending.push(effect);
    }
    if (!this.#stalled) this.#carryOut();
  }

  #carryOut(): void {
    let effect: Effect | undefined;
    while ((effect = this.pending[0])) {
      if (this.#fuseBurnsAt(effect)) return;
      if (effect.kind === 'disk' && effect.operation.op === 'sync') {
        this.#stall(effect);
        return;
      }
      this.pending.shift();
      this.#perform(effect);
      if (this.status === 'down') return;
    }
  }

  #perform(effect: Effect): void {
    if (effect.kind === 'disk') this.#disk.apply(effect.operation, this.#realm);
    if (effect.kind === 'persister') this.answers.push(effect);
    this.user.perform(this, effect);
  }

  /** The sync takes effect when the stall is over; a crash before that finds the data unsynced. */
  #stall(sync: Effect): void {
    this.#stalled = true;
    const { incarnation } = this;
    this.clock.after(this.diskRng.int(...SYNC_COST), () => {
      if (this.incarnation !== incarnation || this.status === 'down') return;
      this.#stalled = false;
      this.#inbox.unshift(() => {
        this.pending.shift();
        this.#perform(sync);
        this.#carryOut();
      });
      this.#workOff();
    });
  }

  #workOff(): void {
    while (this.status === 'up' && !this.#stalled) {
      const next = this.#inbox.shift();
      if (!next) return;
      next();
    }
  }

  /** What its own clock shows. */
  get #now(): Micros {
    return this.clock.now + this.#ahead;
  }

  #setWake(at: Micros | undefined): void {
    this.#wake?.cancel();
    this.#wake = undefined;
    this.#wakeAt = at;
    if (at === undefined) return;
    this.#wake = this.clock.at(at - this.#ahead, () => {
      this.#wake = undefined;
      this.event('timer', (realm, now) => realm.wake(now));
    });
  }

  #fuseBurnsAt(effect: Effect): boolean {
    if (this.#fuse === undefined || !isOutgoing(effect)) return false;
    if (this.#fuse-- > 0) return false;
    this.cutBefore = effect;
    this.onFuse();
    return true;
  }

  /** Set by the system: makes the crash known to all. */
  onFuse: () => void = () => undefined;
}

/** What leaves the handler and stays in the world: messages and disk operations. */
function isOutgoing(effect: Effect): boolean {
  return effect.kind === 'send' || effect.kind === 'reply' || effect.kind === 'disk';
}
