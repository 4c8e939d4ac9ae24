/**
 * A run that can be looked at anywhere: what was known at each event, its messages, and for each server
 * the stretches in which nothing about it changed. Grows and is cut back while a run goes on.
 *
 * Not how it looks: that is shared/.
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

/** Between two of these, what was known is played again. */
const SNAPSHOT_EVERY = 256;

export class Story {
  readonly servers: number;
  readonly title: string;
  /** Servers that the scenario plays by hand. */
  readonly puppets: readonly number[];
  readonly leftOut: number;
  /** What broke, if anything did. Set by a live run when it happens. */
  verdict: RecordedVerdict | undefined;

  readonly inCode = new InCode();

  #events: TraceEvent[] = [];
  #links: LinkChange[] = [];
  #until: Micros;
  /** Number i is what was known before event i × SNAPSHOT_EVERY. */
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

  /** In their order. Their place here is their index; `order` is their number in the run. */
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

  /** The next events of a run that continues. */
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

  /** Lets time pass in which nothing happens. */
  runUntil(until: Micros): void {
    this.#until = Math.max(this.#until, until);
  }

  /** Forgets the event of that order and all that came after it. */
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

  /** What was known after the event of that index; after none of them when it is -1. */
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

  /** Index of the last event at or before that time; -1 when there is none. */
  indexAt(at: Micros): number {
    let [low, high] = [0, this.#events.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#events[middle]?.at ?? 0) <= at) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  /** Index of the event of that number in the run; undefined where it was left out. */
  indexOf(order: number): number | undefined {
    let [low, high] = [0, this.#events.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#events[middle]?.order ?? 0) < order) low = middle + 1;
      else high = middle;
    }
    return this.#events[low]?.order === order ? low : undefined;
  }

  /** Indexes of the events that together break the rule, in their order. */
  get witness(): readonly number[] {
    const { verdict } = this;
    if (!verdict) return [];
    const orders = [...verdict.witness].sort((a, b) => a - b);
    if (orders.length > 0) return orders.flatMap((order) => this.indexOf(order) ?? []);
    const last = this.#lastDeedOf(verdict);
    return last === undefined ? [] : [last];
  }

  /** Code that threw leaves no event of its own: the last of the server that the message names stands for it. */
  #lastDeedOf({ rule, message, at }: RecordedVerdict): number | undefined {
    const named = /\bS(\d+)\b/.exec(message)?.[1];
    if (named === undefined || !CONTRACT.test(rule)) return undefined;
    for (let index = this.indexAt(at); index >= 0; index--) {
      const event = this.#events[index];
      if (event && serverOf(event) === Number(named)) return index;
    }
    return undefined;
  }

  /** The lines of the student's code behind the event of that index, where they are known. */
  behind(index: number): Behind | undefined {
    const event = this.#events[index];
    const sentIndex =
      event && 'call' in event ? this.#messages.call(event.call)?.arrows[0]?.sentIndex : undefined;
    return event && this.inCode.behind(event, this.#events[sentIndex ?? -1]);
  }

  /** The RPC that an event belongs to, and which packet of it. */
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

  /** What the receiver did with a request before it answered, and the sender right after the answer, by index. */
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

  /** The console lines of a server up to that event, the latest `most` of them, by index. */
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
      // The next thing that it takes is another story.
      else if (serverOf(event) === server && event.kind === 'deliver') break;
    }
    return deeds;
  }
}

/** Rules that the code breaks by itself, before anything leaves it. */
const CONTRACT = /^K\.[12]$/;

const DEEDS: ReadonlySet<TraceEvent['kind']> = new Set(['disk', 'state', 'apply', 'log', 'send']);
const DEEDS_MAX = 12;

function arrivalOf(arrow: Arrow | undefined): number | undefined {
  return arrow?.end.fate === 'arrived' ? arrow.end.index : undefined;
}
