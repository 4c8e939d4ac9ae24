/**
 * One server's machine: its disk, and the realm that runs on it while it is up. Takes events one at a
 * time, carries out their effects one by one, stalls on sync, and can lose power between any two
 * effects.
 */
import type { Clock, Scheduled } from '../sim/clock';
import type { Fate, Image } from '../sim/disk';
import type { Rng } from '../sim/rng';
import { type Micros, MS } from '../sim/time';
import type { Effect, PersisterCall } from '../realm/effects';
import type { Program } from '../realm/program';
import { type FileBytes, Realm, type Rig } from '../realm/realm';
import { MachineDisk } from './machine-disk';

/** What a machine asks of the system around it. */
export interface MachineUser {
  /** Carries out one effect, in order. Not called for timers. */
  perform(machine: Machine, effect: Effect): void;
  /** Tells the watchdog what is about to run, so that it can name code that never returns. */
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
  /** The latest answer of getState(). */
  state: { readonly term: number; readonly isLeader: boolean } = { term: 0, isLeader: false };
  /** What the next boots build; the whole server by default. */
  rig: Rig | undefined;
  /** Whether effects carry the lines of code that they come from. */
  tellsOrigins = false;
  /** What crashes do to unsynced data; chosen by the seed by default. */
  fate: Fate | undefined;
  /** The effect that the last fuse prevented. */
  cutBefore: Effect | undefined;
  /** The answers of a Persister that was booted by itself, oldest first. */
  readonly answers: (Effect & { readonly kind: 'persister' })[] = [];

  #realm: Realm | undefined;
  readonly #disk = new MachineDisk();

  /** Effects that are still to be carried out after a stall. */
  pending: Effect[] = [];
  #stalled = false;
  /** Events that wait because the machine is stalled or paused. */
  #inbox: (() => void)[] = [];
  #wake: Scheduled | undefined;
  /** When the next timer of the code is due, by the machine's own clock. */
  #wakeAt: Micros | undefined;
  /** How far the machine's clock is ahead of the world's. */
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

  /** Power fails now, possibly between two effects of one event. */
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

  /** The damage that the last crash did to the disk, in words. */
  get damage(): readonly string[] {
    return this.#disk.damage;
  }

  /** Whether a crash now would fall inside a handler. */
  get midHandler(): boolean {
    return this.pending.length > 0;
  }

  /** Crashes, by calling `onFuse`, just before the outgoing effect number `after` from now. */
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

  /** Sets the machine's clock ahead for good, across reboots. */
  jump(by: Micros): void {
    this.#ahead += by;
    this.#setWake(this.#wakeAt);
  }

  thaw(): void {
    if (this.status !== 'paused') return;
    this.status = 'up';
    this.#workOff();
  }

  /**
   * Lets the code handle one event, now or as soon as it is free. A crash before that cancels the
   * event.
   */
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
   * A client's start(). It is answered at once even if the machine is stalled, but its effects wait.
   *
   * @param onTaken called if the server takes the command, before its effects are carried out
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

  /**
   * What a boot would find if power failed now and all unsynced data were lost, and the time of its
   * clock.
   */
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

  /** The time of the machine's own clock. */
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

  /** Set by the system, which crashes the machine and records it. */
  onFuse: () => void = () => undefined;
}

/** Effects that reach the world outside the handler: messages and disk operations. */
function isOutgoing(effect: Effect): boolean {
  return effect.kind === 'send' || effect.kind === 'reply' || effect.kind === 'disk';
}
