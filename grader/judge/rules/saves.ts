/**
 * Whether a server has saved since it had something to save, judged by its disk operations. Rule P.2
 * asks this about a broken promise: was it never saved, or saved and not read back?
 */
import { MS } from '../../world/sim/time';
import type { EventOf } from '../../world/sim/trace';
import { appendEntries, lastSent, name, when } from './wire';

/** A save ends with its sync, and messages that waited for it leave then. */
const JUST_BEFORE = 10 * MS;

type Disk = EventOf<'disk'>;

interface Server {
  /** The latest event except disk operations and a client's start(), which may come at any time. */
  latest: number;
  written: Disk | undefined;
  synced: Disk | undefined;
  /** By unanswered RPC: the event that brought it. */
  readonly served: Map<number, number>;
  /** By last entry of a request that arrived: its RPC. */
  readonly brought: Map<string, number>;
  /** By promise, and by term that the server has learned: the first event that led to it. */
  readonly since: Map<string, number>;
}

export class Saves {
  readonly #servers: Server[];
  /** By server: the newest term in a message that it sent or received, over all its boots. */
  readonly #terms: number[] = [];
  /** By server: the newest term of a leader that it heard from, over all its boots. */
  readonly #leaders: number[] = [];

  constructor(servers: number) {
    this.#servers = Array.from({ length: servers }, fresh);
  }

  booted({ server, order }: EventOf<'boot'>): void {
    this.#servers[server] = { ...fresh(), latest: order };
  }

  newestTerm(server: number): number {
    return this.#terms[server] ?? 0;
  }

  /** Only a leader can have taken an entry out of the server's log. */
  newestLeader(server: number): number {
    return this.#leaders[server] ?? 0;
  }

  did(server: number, order: number): void {
    this.#of(server).latest = order;
  }

  /** A request arrives with a term, and perhaps with something to save. */
  came(event: EventOf<'deliver'>): void {
    const { to, call, args, order } = event;
    const server = this.#of(to);
    const append = appendEntries(event);
    if (append) this.#leaders[to] = Math.max(this.newestLeader(to), append.term);
    const key = append && append.entries.length > 0 ? entryKey(lastSent(append)) : '';
    if (!server.brought.has(key)) server.brought.set(key, call);
    if (!server.served.has(call)) server.served.set(call, order);
    this.#hears(to, (args as { readonly term: number }).term, order);
    server.latest = order;
  }

  /** Whether another request had brought the last entry of this one. */
  cameBefore(
    { to, call }: EventOf<'reply'>,
    last: { readonly index: number; readonly term: number },
  ) {
    const first = this.#of(to).brought.get(entryKey(last));
    return first !== undefined && first !== call;
  }

  heard({ from, reply, order }: EventOf<'return'>): void {
    const server = this.#of(from);
    const term = (reply as { readonly term: number } | undefined)?.term;
    if (term !== undefined) this.#hears(from, term, order);
    server.latest = order;
  }

  wrote(event: Disk): void {
    const server = this.#of(event.server);
    if (event.operation.op === 'write') server.written = event;
    else if (event.operation.op !== 'remove') server.synced = event;
  }

  /** From now on the server has something to save, known by this key. */
  took(id: number, promise: string, order: number): void {
    this.#first(this.#of(id), promise, order);
  }

  /** A message leaves that makes this promise. What led to it came with the request, or just now. */
  promised(event: EventOf<'send' | 'reply'>, promise: string): void {
    const id = event.kind === 'send' ? event.from : event.to;
    const server = this.#of(id);
    const came = event.kind === 'reply' ? server.served.get(event.call) : undefined;
    const since = came ?? this.#startOfHandler(server, event.at);
    const told = event.kind === 'reply' ? event.reply : event.args;
    this.#first(server, promise, since);
    this.#hears(id, (told as { readonly term: number }).term, since);
    if (event.kind === 'reply') server.served.delete(event.call);
    server.latest = event.order;
  }

  /** The latest sync, or else the latest write, since the promise had something to save. */
  of(id: number, promise: string): Disk | undefined {
    const server = this.#of(id);
    const since = server.since.get(promise) ?? Infinity;
    return [server.synced, server.written].find((event) => event && event.order > since);
  }

  /** A timer leaves no event, so a disk operation just before a message counts as its save. */
  #startOfHandler({ latest, synced, written }: Server, at: number): number {
    const last = [synced, written].find((event) => event && event.order > latest);
    return last && at - last.at <= JUST_BEFORE ? latest : Infinity;
  }

  #hears(id: number, term: number, order: number): void {
    this.#terms[id] = Math.max(this.newestTerm(id), term);
    this.#first(this.#of(id), termKey(term), order);
  }

  #first({ since }: Server, promise: string, order: number): void {
    if (!since.has(promise)) since.set(promise, order);
  }

  #of(id: number): Server {
    return (this.#servers[id] ??= fresh());
  }
}

export function voteKey(term: number, candidate: number): string {
  return `vote ${term} ${candidate}`;
}

export function termKey(term: number): string {
  return `term ${term}`;
}

export function entryKey({
  index,
  term,
}: {
  readonly index: number;
  readonly term: number;
}): string {
  return `entry ${index} ${term}`;
}

/** How a throwaway server breaks the promise, and what to look for if its owner has saved. */
interface Loss {
  /** As in `it is in term 3`. */
  readonly then: string;
  readonly what: 'that' | 'they';
  /** What to look for in code that has saved; by default, all possible mistakes of a save. */
  readonly question?: string;
  readonly besides?: string;
  /** What to look for in code that has not saved. */
  readonly unsaved?: string;
}

const QUESTION =
  'Were the bytes of that save made after the last change, is everything written, and is it read back as it was written (a character above 255 is more than one byte)?';

/** The second half of the sentence, after the promise and its time. */
export function lossText(server: number, disk: Disk | undefined, loss: Loss): string {
  const { then, what, question = QUESTION, besides = '', unsaved = '' } = loss;
  const isNot = what === 'that' ? 'this is not' : 'they are not';
  if (!disk)
    return `, but ${isNot} on its disk yet: after a restart from what was synced at that moment, ${then}.${unsaved}`;
  if (disk.operation.op === 'write')
    return `, but ${isNot} safe on its disk yet: the write ${when(disk)} was never synced. After a restart from what was synced at that moment, ${then}.`;
  const back = what === 'that' ? 'it' : 'them';
  return `. ${name(server)} saved ${when(disk)}, but a boot from that save does not bring ${back} back: ${then}. ${question}${besides}`;
}

/** Data that was saved but does not come back was saved wrongly, or is not read back. */
export function lossRule(disk: Disk | undefined): { readonly rule?: string } {
  return disk && disk.operation.op !== 'write' ? { rule: 'P.1' } : {};
}

function fresh(): Server {
  return {
    latest: -1,
    written: undefined,
    synced: undefined,
    served: new Map(),
    brought: new Map(),
    since: new Map(),
  };
}
