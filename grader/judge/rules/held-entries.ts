/**
 * Which entries a server may hold: those that it accepted from clients or sent itself, and those of
 * every AppendEntries that it may have accepted. It must refuse a request whose previous entry it
 * cannot hold. Nothing is forgotten: entries that were cut off or lost in a crash still count as held.
 */
import type { AppendEntriesArgs } from '../../contract';
import type { EventOf } from '../../world/sim/trace';
import { appendEntries } from './wire';

/** In every log the entries of one term are contiguous, so the first and the last index suffice. */
interface Span {
  first: number;
  last: number;
}

/** More than a leader sends before the first of them has been repaired. */
const WAITING_MAX = 1_000;

interface Server {
  /** By term. */
  readonly spans: Map<number, Span>;
  /**
   * Requests whose previous entry the server cannot hold yet. A receiver may await, and handle them after later
   * ones; or keep the entries of a request that it refuses, as if it arrived once more.
   */
  waiting: EventOf<'deliver'>[];
}

export class HeldEntries {
  readonly #servers: readonly Server[];

  constructor(servers: number) {
    this.#servers = Array.from({ length: servers }, () => ({ spans: new Map(), waiting: [] }));
  }

  mayHold(server: number, index: number, term: number): boolean {
    if (index === 0) return true;
    const span = this.#servers[server]?.spans.get(term);
    return span !== undefined && span.first <= index && index <= span.last;
  }

  /** Whether it may hold an entry at this index, of any term. */
  mayReach(server: number, index: number): boolean {
    const spans = this.#servers[server]?.spans.values() ?? [];
    return [...spans].some(({ first, last }) => first <= index && index <= last);
  }

  /** Whether an entry of this term has ever reached it. */
  hasSeen(server: number, term: number): boolean {
    return this.#servers[server]?.spans.has(term) ?? false;
  }

  /** The term of the entry that an entry of this index and term replaced, if that left the log as long. */
  replacedAtEnd(server: number, index: number, term: number): number | undefined {
    const spans = [...(this.#servers[server]?.spans ?? [])];
    if (spans.some(([, { last }]) => last > index)) return undefined;
    return spans.find(([other, { last }]) => other < term && last === index)?.[0];
  }

  /** What it may hold at this index, in words that follow "never received such an entry:". */
  instead(server: number, index: number): string {
    const spans = [...(this.#servers[server]?.spans ?? [])];
    const terms = spans.filter(([, { first, last }]) => first <= index && index <= last);
    if (terms.length === 0) return 'no entry for that index has ever reached it';
    return `what it has there is of term ${terms.map(([term]) => term).join(' or ')}`;
  }

  booted(id: number): void {
    const server = this.#servers[id];
    if (server) server.waiting = [];
  }

  started({ server, index, term }: EventOf<'start'>): void {
    this.#note(server, term, index, index);
  }

  sent(event: EventOf<'send'>): void {
    const args = appendEntries(event);
    if (args) this.#noteAll(event.from, args);
  }

  /** @returns the requests that the receiver can now accept: this one, and those that waited for it */
  delivered(event: EventOf<'deliver'>): readonly EventOf<'deliver'>[] {
    const server = this.#servers[event.to];
    if (!server) return [];
    if (!this.#isAcceptable(event)) {
      this.#waits(server, event);
      return [];
    }
    const accepted: EventOf<'deliver'>[] = [];
    for (let next: typeof event | undefined = event; next;) {
      accepted.push(next);
      this.#noteAll(event.to, next.args as AppendEntriesArgs);
      next = server.waiting.find((one) => this.#isAcceptable(one));
      if (next) server.waiting.splice(server.waiting.indexOf(next), 1);
    }
    return accepted;
  }

  /** Only requests of the newest term matter: no leader of an older one can still send what is missing. */
  #waits(server: Server, event: EventOf<'deliver'>): void {
    const args = appendEntries(event);
    if (!args) return;
    const isOther = ({ args: known }: EventOf<'deliver'>) => {
      const { term, prevLogIndex, entries } = known as AppendEntriesArgs;
      const isSame = prevLogIndex === args.prevLogIndex && entries.length === args.entries.length;
      return term > args.term || (term === args.term && !isSame);
    };
    server.waiting = server.waiting.filter(isOther);
    server.waiting.push(event);
    if (server.waiting.length > WAITING_MAX) server.waiting.shift();
  }

  #isAcceptable(event: EventOf<'deliver'>): boolean {
    const args = appendEntries(event);
    return args !== undefined && this.mayHold(event.to, args.prevLogIndex, args.prevLogTerm);
  }

  #noteAll(server: number, { entries, prevLogIndex }: AppendEntriesArgs): void {
    for (let from = 0; from < entries.length;) {
      const term = entries[from]?.term ?? 0;
      let end = from + 1;
      while (entries[end]?.term === term) end++;
      this.#note(server, term, prevLogIndex + 1 + from, prevLogIndex + end);
      from = end;
    }
  }

  #note(id: number, term: number, first: number, last: number): void {
    const spans = this.#servers[id]?.spans;
    const span = spans?.get(term);
    if (span) {
      span.first = Math.min(span.first, first);
      span.last = Math.max(span.last, last);
    } else spans?.set(term, { first, last });
  }
}
