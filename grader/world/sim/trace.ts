/**
 * Everything that happens in a run, in order. Rules and reports read it; its digest shows whether two
 * runs were the same. Keeps only the latest events, because a run has some hundred thousand. Messages
 * are kept as parsed and checked when they were sent; their text goes into the digest.
 */
import { createHash } from 'node:crypto';
import type { DiskOperation } from './disk';
import type { Leg, LossReason } from './fates';
import type { Micros } from './time';

/** A message between two servers. `call` numbers the RPC, `copy` a duplicate of its request. */
interface Exchange {
  readonly call: number;
  readonly from: number;
  readonly to: number;
  readonly method: string;
}

export type Happening =
  /** A request leaves `from`. */
  | ({ readonly kind: 'send'; readonly args: unknown; readonly bytes: number } & Exchange)
  /** That request reaches `to`. */
  | ({ readonly kind: 'deliver'; readonly args: unknown; readonly copy: number } & Exchange)
  /** The reply leaves `to`. */
  | ({
      readonly kind: 'reply';
      readonly args: unknown;
      readonly reply: unknown;
      readonly bytes: number;
    } & Exchange)
  /** The reply reaches `from`; undefined: `from` learns that there will be none. */
  | ({ readonly kind: 'return'; readonly args: unknown; readonly reply: unknown } & Exchange)
  | ({ readonly kind: 'lost'; readonly leg: Leg; readonly reason: LossReason } & Exchange)
  | { readonly kind: 'boot'; readonly server: number; readonly incarnation: number }
  | {
      readonly kind: 'crash';
      readonly server: number;
      readonly midHandler: boolean;
      /** The damage to data that was not synced, in words. */
      readonly damage?: readonly string[];
    }
  | { readonly kind: 'pause'; readonly server: number }
  | { readonly kind: 'thaw'; readonly server: number }
  | { readonly kind: 'disk'; readonly server: number; readonly operation: DiskOperation }
  | {
      readonly kind: 'apply';
      readonly server: number;
      readonly index: number;
      readonly command: string;
    }
  /** What getState() answers has changed. */
  | {
      readonly kind: 'state';
      readonly server: number;
      readonly term: number;
      readonly isLeader: boolean;
    }
  /** A client called start() and a leader took the command. */
  | {
      readonly kind: 'start';
      readonly server: number;
      readonly command: string;
      readonly index: number;
      readonly term: number;
    }
  | { readonly kind: 'log'; readonly server: number; readonly text: string }
  /** The scenario or its network did something: `S1 cut off`, `network: unreliable`. */
  | { readonly kind: 'note'; readonly text: string };

/** A happening with its time and its ordinal in the run. */
export type TraceEvent = Happening & {
  readonly at: Micros;
  readonly order: number;
  /** Number of the code that caused it, in a recorded run. Not part of the digest. */
  readonly origin?: number;
};

export type EventOf<K extends Happening['kind']> = Extract<TraceEvent, { kind: K }>;

/** Called with every event, in the order of {@link Trace.listen}. May throw to end the run. */
type Listener = (event: TraceEvent) => void;

const RECENT_MAX = 1_024;
const DIGEST_CHUNK_CHARS = 1 << 16;

export class Trace {
  readonly #listeners: Listener[] = [];
  readonly #hash = createHash('sha256');
  #pending = '';
  #lastBody = '';
  /** Number of the code that is running now. */
  origin: number | undefined;
  #order = 0;
  #recent: TraceEvent[] = [];
  #older: TraceEvent[] = [];

  constructor(private readonly clock: { readonly now: Micros }) {}

  listen(listener: Listener): void {
    this.#listeners.push(listener);
  }

  /**
   * @param detail what the digest should see of this event beyond its kind and time
   * @param body a message's text; the digest takes it once when it is the same several times in a row
   */
  add(happening: Happening, detail: string, body = ''): void {
    const event: TraceEvent = {
      ...happening,
      at: this.clock.now,
      order: this.#order++,
      ...(this.origin !== undefined && { origin: this.origin }),
    };
    this.#pending += `${event.at} ${event.kind} ${detail} ${body === this.#lastBody ? '=' : body}\n`;
    if (body !== '') this.#lastBody = body;
    if (this.#pending.length > DIGEST_CHUNK_CHARS) this.#flush();
    this.#recent.push(event);
    if (this.#recent.length >= RECENT_MAX) {
      this.#older = this.#recent;
      this.#recent = [];
    }
    for (const listener of this.#listeners) listener(event);
  }

  /** The latest events, oldest first: at least {@link RECENT_MAX}, if there were that many. */
  recent(): readonly TraceEvent[] {
    return [...this.#older, ...this.#recent];
  }

  get length(): number {
    return this.#order;
  }

  /** Hexadecimal; the same for the same run, on any machine. Ends the digest: call it once. */
  digest(): string {
    this.#flush();
    return this.#hash.digest('hex').slice(0, 32);
  }

  #flush(): void {
    this.#hash.update(this.#pending);
    this.#pending = '';
  }
}
