/**
 * One boot of one server that receives its inputs one by one and has a clock of its own. A sync takes
 * no time, and what short timers do counts as part of the input before. It does not know the other
 * servers.
 */
import type { Effect, Method } from '../../world/realm/effects';
import type { Program } from '../../world/realm/program';
import { Realm } from '../../world/realm/realm';
import { DiskModel, type Image } from '../../world/sim/disk';
import { Rng } from '../../world/sim/rng';
import { type Micros, MS, SECOND } from '../../world/sim/time';

/** All inputs of a running server. */
export type Input =
  | {
      readonly kind: 'request';
      readonly from: number;
      readonly method: Method;
      readonly text: string;
    }
  /** No text: the call is lost. */
  | { readonly kind: 'reply'; readonly call: number; readonly text: string | undefined }
  /** Time passes until the server does something. */
  | { readonly kind: 'time' }
  | { readonly kind: 'command'; readonly command: string };

/** File contents by name, one character per byte. */
export type Files = ReadonlyMap<string, string>;

/** An effect, and what the disk is certain to hold afterwards. */
export interface Step {
  readonly effect: Effect;
  readonly durable: Files;
  /** The method of the request, for a reply. */
  readonly method?: Method | undefined;
}

/** Timers that are due this soon after an input belong to it: batches, pauses of a few milliseconds. */
const SHORT_TIMERS: Micros = 20 * MS;
/** The same while a request is unanswered, because receivers may await. */
const ANSWER_MAX: Micros = 60 * MS;
/** A server without input does something within this time, or never. */
const PATIENCE: Micros = 3 * SECOND;
/** This many timers at one instant count as an endless loop. */
const WAKES_MAX = 10_000;
const CHANCE = new Rng(1).words('code');

export class LiveServer {
  /** Its timers keep setting others without letting time pass. */
  isStuck = false;
  readonly #realm: Realm;
  readonly #disk = new DiskModel();
  readonly #contents = new Map<number, string>();
  #durable: Files;
  #now: Micros = 0;
  #wake: Micros | undefined;
  #lastToken = 0;
  readonly #open = new Map<number, Method>();
  readonly #steps: Step[] = [];

  constructor(program: Program, me: number, servers: number, files: Files) {
    this.#durable = files;
    const image = imageOf(files);
    for (const [file, content] of image) {
      this.#contents.set(content.id, files.get(file) ?? '');
      this.#disk.apply({ op: 'write', file, content });
      this.#disk.apply({ op: 'sync', file });
    }
    const booted = Realm.boot(program, { at: 0, me, servers, chance: CHANCE, image, bytes: files });
    this.#realm = booted.realm;
    this.#take(booted.effects);
    this.#settle();
  }

  give(input: Input): void {
    const realm = this.#realm;
    switch (input.kind) {
      case 'request': {
        const token = ++this.#lastToken;
        this.#open.set(token, input.method);
        this.#take(realm.deliver(this.#now, token, input.method, input.text));
        break;
      }
      case 'reply':
        this.#take(realm.answered(this.#now, input.call, input.text));
        break;
      case 'command':
        this.#take(realm.start(this.#now, input.command));
        break;
      case 'time':
        this.#wait();
        break;
    }
    this.#settle();
  }

  /** The effects since the last call. */
  takeSteps(): Step[] {
    return this.#steps.splice(0);
  }

  #wait(): void {
    const until = this.#now + PATIENCE;
    const before = this.#steps.length;
    while (this.#steps.length === before && this.#wake !== undefined && this.#wake <= until)
      this.#fire(this.#wake);
  }

  /** Fires all short timers. */
  #settle(): void {
    const from = this.#now;
    for (let wakes = 0; this.#wake !== undefined; wakes++) {
      if (this.#wake > from + (this.#open.size > 0 ? ANSWER_MAX : SHORT_TIMERS)) return;
      if (wakes === WAKES_MAX) {
        this.isStuck = true;
        return;
      }
      this.#fire(this.#wake);
    }
  }

  #fire(at: Micros): void {
    this.#now = Math.max(this.#now, at);
    // After its last timer a realm reports no next one.
    this.#wake = undefined;
    this.#take(this.#realm.wake(this.#now));
  }

  #take(effects: readonly Effect[]): void {
    for (const effect of effects) {
      if (effect.kind === 'wake') {
        this.#wake = effect.at;
        continue;
      }
      if (effect.kind === 'disk') this.#operate(effect);
      const durable = this.#durable;
      if (effect.kind === 'reply') {
        this.#steps.push({ effect, durable, method: this.#open.get(effect.token) });
        this.#open.delete(effect.token);
      } else {
        this.#steps.push({ effect, durable });
      }
    }
  }

  #operate({ operation }: Effect & { kind: 'disk' }): void {
    if (operation.op === 'write') {
      const { id } = operation.content;
      this.#contents.set(id, this.#realm.fetch(id));
    }
    this.#disk.apply(operation);
    const files = new Map<string, string>();
    for (const [file, { id, length }] of this.#disk.durable())
      files.set(file, (this.#contents.get(id) ?? '').slice(0, length));
    this.#durable = files;
  }
}

/** Contents by number and length, as a boot needs them. */
export function imageOf(files: Files): Image {
  return new Map([...files].map(([file, bytes], i) => [file, { id: i + 1, length: bytes.length }]));
}
