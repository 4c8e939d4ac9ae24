/**
 * A running cluster from its page's side: its state, sent several times a second, and the actions
 * of its buttons.
 */
import { type Deed, perform, readDeed } from '../fleet/deeds';
import type { Fleet } from '../fleet/fleet';
import type { Happened, LiveState, ServerNow, ToPage } from './page-state';

const TELL_EVERY_MS = 300;
const HISTORY_MAX = 200;

export class LiveSession {
  readonly #listeners = new Set<(message: ToPage) => void>();
  readonly #timer = setInterval(() => this.#tellAll(), TELL_EVERY_MS);
  #history: Happened[] = [];
  /** By server: how many commands it had answered at the last count. */
  #answered = new Map<number, number>();
  #perSecond = 0;
  #countedMs = performance.now();

  constructor(
    private readonly fleet: Fleet,
    private readonly shown: string,
  ) {}

  /** @param text a line of the terminal */
  note(text: string): void {
    const at = new Date().toLocaleTimeString('en-GB');
    this.#history = [{ at, text }, ...this.#history].slice(0, HISTORY_MAX);
  }

  listen(listener: (message: ToPage) => void): Promise<() => void> {
    this.#listeners.add(listener);
    listener({ state: this.#state() });
    return Promise.resolve(() => this.#listeners.delete(listener));
  }

  obey(deed: Deed): Promise<void> {
    perform(this.fleet, deed);
    this.#tellAll();
    return Promise.resolve();
  }

  /** @returns undefined if no button sends this */
  readonly read = (said: unknown): Deed | undefined => {
    const { deed } = (said ?? {}) as { readonly deed?: unknown };
    return typeof deed === 'string' ? readDeed(deed, this.fleet.size) : undefined;
  };

  close(): void {
    clearInterval(this.#timer);
  }

  #tellAll(): void {
    this.#count();
    const state = this.#state();
    for (const listener of this.#listeners) listener({ state });
  }

  #count(): void {
    const nowMs = performance.now();
    if (nowMs - this.#countedMs < 1_000) return;
    let sum = 0;
    for (const [server, { status }] of this.fleet.members.entries()) {
      const answered = status?.answered ?? 0;
      // After a restart, a server counts from 0.
      sum += Math.max(0, answered - (this.#answered.get(server) ?? 0));
      this.#answered.set(server, answered);
    }
    this.#perSecond = Math.round((sum * 1_000) / (nowMs - this.#countedMs));
    this.#countedMs = nowMs;
  }

  #state(): LiveState {
    return {
      shown: this.shown,
      servers: this.fleet.members.map(({ state, process, links, status }, id): ServerNow => ({
        id,
        state,
        pid: process?.pid,
        port: this.fleet.clientPorts[id] ?? 0,
        isCut: links.length > 1 && links.every(({ isCut }, to) => isCut || to === id),
        status,
      })),
      perSecond: this.#perSecond,
      history: this.#history,
      canPause: process.platform !== 'win32',
    };
  }
}
