/**
 * The messages of a run as arrows: when each request and reply was sent, and what became of it.
 * Lookup by time is fast, however many there are.
 */
import type { AppendEntriesArgs } from '../../contract';
import type { Leg, LossReason } from '../../world/sim/fates';
import type { Micros } from '../../world/sim/time';
import type { EventOf, TraceEvent } from '../../world/sim/trace';

/** One packet on its way: a request, a copy of one, or a reply. */
export interface Arrow {
  readonly call: number;
  readonly leg: Leg;
  /** Packets of the same call and leg that left before: 1 for the second copy of a request. */
  readonly copy: number;
  /** Sender and receiver of the packet; of a reply, `from` is the server that was called. */
  readonly from: number;
  readonly to: number;
  readonly method: string;
  readonly kind: MessageKind;
  readonly sentAt: Micros;
  /** Index of the event with which it was sent; undefined if the recording leaves that out. */
  readonly sentIndex: number | undefined;
  readonly end: ArrowEnd;
  /** The content of a reply. */
  readonly reply?: unknown;
}

export type MessageKind = 'vote' | 'append' | 'heartbeat';

type ArrowEnd =
  | { readonly fate: 'under way' }
  | { readonly fate: 'arrived'; readonly at: Micros; readonly index: number }
  | {
      readonly fate: 'lost';
      readonly at: Micros;
      readonly index: number;
      readonly reason: LossReason;
    }
  /** The caller no longer waits for it: the call has ended, or the caller has crashed. */
  | { readonly fate: 'unheard'; readonly at: Micros; readonly index: number };

/** All that is known of one RPC. */
export interface CallView {
  readonly call: number;
  readonly from: number;
  readonly to: number;
  readonly method: string;
  readonly kind: MessageKind;
  readonly args: unknown;
  /** Requests and replies, in the order in which they were sent. */
  readonly arrows: readonly Arrow[];
  /** When the caller learned that there would be no answer. */
  readonly silentAt?: Micros;
}

type WritableArrow = { -readonly [K in keyof Arrow]: Arrow[K] };
interface WritableCall extends Omit<CallView, 'arrows' | 'silentAt'> {
  readonly arrows: WritableArrow[];
  silentAt?: Micros;
}

const BLOCK = 64;

export class Messages {
  readonly #arrows: WritableArrow[] = [];
  readonly #calls = new Map<number, WritableCall>();
  /** Calls that have not ended, by caller. */
  readonly #waiting = new Map<number, Set<WritableCall>>();
  /** For each block of arrows, the time at which its last arrow ends. */
  readonly #ends: Micros[] = [];
  readonly #blockOf = new Map<Arrow, number>();

  get arrows(): readonly Arrow[] {
    return this.#arrows;
  }

  call(call: number): CallView | undefined {
    return this.#calls.get(call);
  }

  /** Arrows in flight at some time from `from` to `to`, in the order in which they were sent. */
  between(from: Micros, to: Micros): Arrow[] {
    const found: Arrow[] = [];
    for (const [block, end] of this.#ends.entries()) {
      const first = this.#arrows[block * BLOCK];
      if (!first || first.sentAt > to) break;
      if (end < from) continue;
      for (const arrow of this.#arrows.slice(block * BLOCK, (block + 1) * BLOCK))
        if (arrow.sentAt <= to && endOf(arrow) >= from) found.push(arrow);
    }
    return found;
  }

  add(event: TraceEvent, index: number): void {
    switch (event.kind) {
      case 'send':
        this.#open(this.#callOf(event), 'request', event.at, index);
        return;
      case 'deliver':
        this.#delivered(event, index);
        return;
      case 'reply':
        this.#open(this.#callOf(event), 'reply', event.at, index, event.reply);
        return;
      case 'return':
        this.#returned(event, index);
        return;
      case 'lost':
        this.#lost(event, index);
        return;
      case 'crash':
        this.#crashed(event, index);
        return;
      default:
    }
  }

  #callOf(event: EventOf<'send' | 'deliver' | 'reply' | 'return' | 'lost'>): WritableCall {
    const known = this.#calls.get(event.call);
    if (known) return known;
    const { call, from, to, method } = event;
    const args = 'args' in event ? event.args : undefined;
    const made = { call, from, to, method, kind: kindOf(method, args), args, arrows: [] };
    this.#calls.set(call, made);
    const waiting = this.#waiting.get(from) ?? new Set();
    this.#waiting.set(from, waiting.add(made));
    return made;
  }

  #open(
    call: WritableCall,
    leg: Leg,
    sentAt: Micros,
    sentIndex: number | undefined,
    reply?: unknown,
  ): WritableArrow {
    const isReply = leg === 'reply';
    const arrow: WritableArrow = {
      call: call.call,
      leg,
      copy: call.arrows.filter((one) => one.leg === leg).length,
      from: isReply ? call.to : call.from,
      to: isReply ? call.from : call.to,
      method: call.method,
      kind: call.kind,
      sentAt,
      sentIndex,
      end: { fate: 'under way' },
      ...(isReply && reply !== undefined && { reply }),
    };
    call.arrows.push(arrow);
    const block = Math.floor(this.#arrows.length / BLOCK);
    this.#arrows.push(arrow);
    this.#blockOf.set(arrow, block);
    this.#ends[block] = Infinity;
    return arrow;
  }

  /** The packet that ends now: the one in flight, or a second copy of the request. */
  #underWay(call: WritableCall, leg: Leg, at: Micros): WritableArrow {
    const ofLeg = call.arrows.filter((one) => one.leg === leg);
    const open = ofLeg.find(({ end }) => end.fate === 'under way');
    if (open) return open;
    const first = leg === 'request' ? ofLeg[0] : undefined;
    return this.#open(call, leg, first?.sentAt ?? at, first?.sentIndex);
  }

  #delivered(event: EventOf<'deliver'>, index: number): void {
    const arrow = this.#underWay(this.#callOf(event), 'request', event.at);
    this.#end(arrow, { fate: 'arrived', at: event.at, index });
  }

  #returned(event: EventOf<'return'>, index: number): void {
    const call = this.#callOf(event);
    const { at, reply } = event;
    this.#waiting.get(call.from)?.delete(call);
    if (reply === undefined) {
      call.silentAt = at;
      return;
    }
    const open = call.arrows.filter((one) => one.leg === 'reply' && one.end.fate === 'under way');
    const text = JSON.stringify(reply);
    const heard =
      open.find((one) => JSON.stringify(one.reply) === text) ??
      this.#open(call, 'reply', at, undefined, reply);
    this.#end(heard, { fate: 'arrived', at, index });
    for (const late of open) if (late !== heard) this.#end(late, { fate: 'unheard', at, index });
  }

  #lost(event: EventOf<'lost'>, index: number): void {
    const { at, leg, reason } = event;
    this.#end(this.#underWay(this.#callOf(event), leg, at), { fate: 'lost', at, index, reason });
  }

  /** After a crash, a server ignores the replies to its earlier requests. */
  #crashed({ server, at }: EventOf<'crash'>, index: number): void {
    for (const call of this.#waiting.get(server) ?? [])
      for (const arrow of call.arrows)
        if (arrow.leg === 'reply' && arrow.end.fate === 'under way')
          this.#end(arrow, { fate: 'unheard', at, index });
    this.#waiting.delete(server);
  }

  #end(arrow: WritableArrow, end: ArrowEnd): void {
    arrow.end = end;
    const block = this.#blockOf.get(arrow) ?? 0;
    const all = this.#arrows.slice(block * BLOCK, (block + 1) * BLOCK);
    this.#ends[block] = Math.max(...all.map(endOf));
  }
}

/** When an arrow ends; Infinity while it is in flight. */
export function endOf({ end }: Arrow): Micros {
  return end.fate === 'under way' ? Infinity : end.at;
}

export function kindOf(method: string, args: unknown): MessageKind {
  if (method !== 'appendEntries') return 'vote';
  const entries = (args as AppendEntriesArgs | undefined)?.entries;
  return entries !== undefined && entries.length > 0 ? 'append' : 'heartbeat';
}
