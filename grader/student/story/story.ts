/**
 * A run that can be inspected at any event: what was known, its messages, and for each server the
 * spans in which its status stayed the same. A live run appends to it and cuts it back. How it
 * looks is in page/shared.
 */
import { isTodoNote } from '../../report/tell';
import type { Code } from '../../runs/replay/code';
import type { LinkChange, Recording, RecordedVerdict } from '../../runs/replay/recording';
import type { Micros } from '../../world/sim/time';
import type { TraceEvent } from '../../world/sim/trace';
import { type Behind, InCode } from './in-code';
import { type Arrow, type CallView, Messages } from './messages';
import { Partitions } from './partitions';
import { Spans } from './spans';
import { serverOf } from './story-words';
import { Walk } from './walk';
import { beginning, type World } from './world';

/** Between two snapshots, the known state is recomputed from the events. */
const SNAPSHOT_EVERY = 256;

export class Story {
  readonly servers: number;
  readonly title: string;
  /** Servers that the scenario plays by hand. */
  readonly puppets: readonly number[];
  readonly leftOut: number;
  /** The broken rule, if any. A live run sets it when it happens. */
  verdict: RecordedVerdict | undefined;

  readonly inCode = new InCode();

  #events: TraceEvent[] = [];
  #links: LinkChange[] = [];
  #until: Micros;
  /** Snapshot i is the known state before event i × SNAPSHOT_EVERY. */
  #snapshots: World[] = [];
  #walk: Walk;
  #messages = new Messages();
  #spans: Spans;
  #partitions = new Partitions();
  /** Indexes of console lines, by server. */
  #consoles: number[][] = [];

  constructor(recording: Recording) {
    const { servers, title, puppets, leftOut, verdict, until, events, links = [] } = recording;
    this.servers = servers;
    this.title = title;
    this.puppets = puppets;
    this.leftOut = leftOut;
    this.verdict = verdict;
    this.#until = until;
    this.#walk = new Walk(beginning(servers, puppets), this.#links);
    this.#spans = new Spans(servers);
    this.append(events, links, recording.code);
  }

  /** In order. The position in this array is an event's index; `order` is its number in the run. */
  get events(): readonly TraceEvent[] {
    return this.#events;
  }

  /** When the run ends, or how far it has come. */
  get until(): Micros {
    return Math.max(this.#until, this.#events.at(-1)?.at ?? 0);
  }

  get messages(): Messages {
    return this.#messages;
  }

  get spans(): Spans {
    return this.#spans;
  }

  get partitions(): Partitions {
    return this.#partitions;
  }

  /** Adds the next events of a live run. */
  append(events: readonly TraceEvent[], links: readonly LinkChange[] = [], code?: Code): void {
    this.#links.push(...links);
    const numbers = this.inCode.add(code);
    for (const one of events) {
      const origin = numbers[one.origin ?? -1];
      const event = origin === undefined || origin === one.origin ? one : { ...one, origin };
      const index = this.#events.length;
      if (index % SNAPSHOT_EVERY === 0) this.#snapshots.push(this.#walk.world);
      const world = this.#walk.take(event, (relinked, at) => {
        this.#spans.add(relinked, at, index);
        this.#partitions.add(relinked, at);
      });
      this.#events.push(event);
      this.#messages.add(event, index);
      this.#spans.add(world, event.at, index);
      if (event.kind === 'log' && !isTodoNote(event))
        (this.#consoles[event.server] ??= []).push(index);
    }
  }

  /** Lets time pass without events. */
  runUntil(until: Micros): void {
    this.#until = Math.max(this.#until, until);
  }

  /** Removes the event with that order, and all later ones. */
  truncate(order: number): void {
    const events = this.#events.filter((event) => event.order < order);
    const links = this.#links.filter((link) => link.order < order);
    this.#events = [];
    this.#links = [];
    this.#until = 0;
    this.#snapshots = [];
    this.#walk = new Walk(beginning(this.servers, this.puppets), this.#links);
    this.#messages = new Messages();
    this.#spans = new Spans(this.servers);
    this.#partitions = new Partitions();
    this.#consoles = [];
    this.verdict = undefined;
    this.append(events, links);
  }

  /** The state known after the event with that index; -1 is before all events. */
  at(index: number): World {
    if (index >= this.#events.length - 1) return this.#walk.world;
    const first = Math.floor(Math.max(0, index) / SNAPSHOT_EVERY);
    const from = first * SNAPSHOT_EVERY;
    const before = this.#events[from - 1]?.order ?? -1;
    const links = this.#links.filter(({ order }) => order > before);
    const known = this.#snapshots[first] ?? beginning(this.servers, this.puppets);
    const walk = new Walk(known, links);
    for (const event of this.#events.slice(from, index + 1)) walk.take(event);
    return walk.world;
  }

  /** Index of the last event at or before a time; -1 if there is none. */
  indexAt(at: Micros): number {
    let [low, high] = [0, this.#events.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#events[middle]?.at ?? 0) <= at) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  /** Index of the event with that order; undefined if it was left out. */
  indexOf(order: number): number | undefined {
    let [low, high] = [0, this.#events.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#events[middle]?.order ?? 0) < order) low = middle + 1;
      else high = middle;
    }
    return this.#events[low]?.order === order ? low : undefined;
  }

  /** Indexes of the events that together break the rule, in order. */
  get witness(): readonly number[] {
    const { verdict } = this;
    if (!verdict) return [];
    const orders = [...verdict.witness].sort((a, b) => a - b);
    if (orders.length > 0) return orders.flatMap((order) => this.indexOf(order) ?? []);
    const last = this.#lastDeedOf(verdict);
    return last === undefined ? [] : [last];
  }

  /**
   * Code that threw left no event of its own, so the last event of the server in the message is
   * used.
   */
  #lastDeedOf({ rule, message, at }: RecordedVerdict): number | undefined {
    const named = /\bS(\d+)\b/.exec(message)?.[1];
    if (named === undefined || !CONTRACT.test(rule)) return undefined;
    for (let index = this.indexAt(at); index >= 0; index--) {
      const event = this.#events[index];
      if (event && serverOf(event) === Number(named)) return index;
    }
    return undefined;
  }

  /** The lines of the student's code behind an event, if they are known. */
  behind(index: number): Behind | undefined {
    const event = this.#events[index];
    const sentIndex =
      event && 'call' in event ? this.#messages.call(event.call)?.arrows[0]?.sentIndex : undefined;
    return event && this.inCode.behind(event, this.#events[sentIndex ?? -1]);
  }

  /** The RPC to which an event belongs, and which packet of it. */
  messageOf(index: number): { readonly call: CallView; readonly arrow?: Arrow } | undefined {
    const event = this.#events[index];
    if (!event || !('call' in event)) return undefined;
    const call = this.#messages.call(event.call);
    if (!call) return undefined;
    const arrow =
      call.arrows.find(({ sentIndex, end }) =>
        end.fate === 'under way' ? sentIndex === index : sentIndex === index || end.index === index,
      ) ?? call.arrows.at(-1);
    return { call, ...(arrow && { arrow }) };
  }

  /**
   * By index, the receiver's actions between request and reply, and the sender's right after the
   * reply.
   */
  effectsOf({ from, to, arrows }: CallView): {
    readonly receiver: readonly number[];
    readonly sender: readonly number[];
  } {
    const [request, reply] = (['request', 'reply'] as const).map((leg) =>
      arrows.find((one) => one.leg === leg && one.end.fate === 'arrived'),
    );
    const answered = arrows.find((one) => one.leg === 'reply')?.sentIndex;
    return {
      receiver: this.#deedsOf(to, arrivalOf(request), answered),
      sender: this.#deedsOf(from, arrivalOf(reply), undefined),
    };
  }

  /** Indexes of a server's console lines up to that event, at most the last `most`. */
  consoleOf(server: number, index: number, most: number): readonly number[] {
    const lines = this.#consoles[server] ?? [];
    const upTo = lines.filter((line) => line <= index);
    return upTo.slice(-most);
  }

  #deedsOf(server: number, after: number | undefined, before: number | undefined): number[] {
    if (after === undefined) return [];
    const at = this.#events[after]?.at ?? 0;
    const deeds: number[] = [];
    for (let index = after + 1; index < (before ?? Infinity); index++) {
      const event = this.#events[index];
      if (!event || (before === undefined && event.at > at) || deeds.length >= DEEDS_MAX) break;
      const isDeed = DEEDS.has(event.kind) && serverOf(event) === server;
      if (isDeed) deeds.push(index);
      // What the server does after its next message is not part of this handler.
      else if (serverOf(event) === server && event.kind === 'deliver') break;
    }
    return deeds;
  }
}

/** Contract rules that code breaks by itself, without any message. */
const CONTRACT = /^K\.[12]$/;

const DEEDS: ReadonlySet<TraceEvent['kind']> = new Set(['disk', 'state', 'apply', 'log', 'send']);
const DEEDS_MAX = 12;

function arrivalOf(arrow: Arrow | undefined): number | undefined {
  return arrow?.end.fate === 'arrived' ? arrow.end.index : undefined;
}
