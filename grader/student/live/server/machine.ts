/**
 * One server's real machine: a realm, a disk, and this computer's clock. It handles one event at a
 * time and carries out the code's effects in order before the next event. Its counterpart in the
 * simulator is cluster/machine.ts.
 */
import { Rng } from '../../../world/sim/rng';
import type { Effect } from '../../../world/realm/effects';
import type { Program } from '../../../world/realm/program';
import { Realm } from '../../../world/realm/realm';
import type { FolderDisk } from '../disk/folder-disk';

interface MachineUser {
  /** Carries out one effect, except those on timers and the disk. */
  perform(effect: Effect): void;
  /** Something ended the server; its remaining effects are dropped. */
  failed(thrown: unknown): void;
}

interface BoxOptions {
  readonly me: number;
  readonly servers: number;
  readonly seed: number;
}

/** The start of the realm's time: see prelude/globals.ts. */
const EPOCH_MS = Date.UTC(2026, 0, 1);
/** How long it handles events before it lets sockets work. */
const TURN_MS = 20;
const RELEASE_EVERY_OPERATIONS = 32;

export class Machine {
  #realm: Realm | undefined;
  #inbox: (() => void)[] = [];
  #isScheduled = false;
  #isOver = false;
  #timer: NodeJS.Timeout | undefined;
  #operations = 0;
  readonly #contents = new Set<number>();

  constructor(
    private readonly program: Program,
    private readonly options: BoxOptions,
    private readonly disk: FolderDisk,
    private readonly user: MachineUser,
  ) {}

  boot(): void {
    this.later(() => {
      const { image, bytes } = this.disk.read();
      for (const { id } of image.values()) this.#contents.add(id);
      const { realm, effects } = Realm.boot(this.program, {
        ...this.options,
        chance: new Rng(this.options.seed).words('boot'),
        at: now(),
        image,
        bytes,
      });
      this.#realm = realm;
      this.#carryOut(effects);
    });
  }

  /**
   * Runs the work in a macrotask, because only there can unhandled rejections be collected
   * (pool/child-frame.ts).
   */
  later(work: () => void): void {
    this.#inbox.push(work);
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(this.#workOff);
  }

  event(run: (realm: Realm, atMicros: number) => readonly Effect[]): void {
    this.later(() => {
      if (this.#realm) this.#carryOut(run(this.#realm, now()));
    });
  }

  /** Must be called from {@link later}. @returns undefined if the server did not take the command */
  start(command: string): { readonly index: number; readonly term: number } | undefined {
    if (!this.#realm) return undefined;
    const effects = this.#realm.start(now(), command);
    const taken = effects.find((effect) => effect.kind === 'started');
    this.#carryOut(effects);
    return taken;
  }

  /** Stops all work. */
  end(): void {
    this.#isOver = true;
    this.#inbox = [];
    clearTimeout(this.#timer);
  }

  readonly #workOff = (): void => {
    const untilMs = performance.now() + TURN_MS;
    let done = 0;
    try {
      while (done < this.#inbox.length && performance.now() < untilMs) this.#inbox[done++]?.();
    } catch (thrown) {
      this.end();
      this.user.failed(thrown);
    }
    this.#inbox.splice(0, done);
    this.#isScheduled = this.#inbox.length > 0;
    if (this.#isScheduled) setImmediate(this.#workOff);
  };

  #carryOut(effects: readonly Effect[]): void {
    for (const effect of effects) {
      if (this.#isOver) return;
      if (effect.kind === 'wake') this.#setWake(effect.at);
      else if (effect.kind === 'disk') this.#toDisk(effect);
      else this.user.perform(effect);
    }
  }

  #toDisk({ operation }: Effect & { kind: 'disk' }): void {
    const realm = this.#realm;
    if (!realm) return;
    if (operation.op === 'write') this.#contents.add(operation.content.id);
    this.disk.apply(operation, (content) => realm.fetch(content));
    if (++this.#operations % RELEASE_EVERY_OPERATIONS !== 0) return;
    const live = this.disk.live();
    for (const id of this.#contents) {
      if (live.has(id)) continue;
      realm.release(id);
      this.#contents.delete(id);
    }
  }

  #setWake(at: number | undefined): void {
    clearTimeout(this.#timer);
    if (at === undefined) return;
    this.#timer = setTimeout(
      () => this.event((realm, atMicros) => realm.wake(atMicros)),
      Math.max(0, Math.ceil((at - now()) / 1_000)),
    );
  }
}

/** The time of day, but monotonic. */
function now(): number {
  return Math.max(0, Math.floor((performance.timeOrigin - EPOCH_MS + performance.now()) * 1_000));
}
