/** A server's time as leader of a term, as the acknowledgements show it that were delivered to it. */
import type { EventOf } from '../../world/sim/trace';
import { appendEntries } from './wire';

/** A success that was delivered to the leader of its request. */
interface Ack {
  readonly from: number;
  readonly index: number;
  /** Of the entry at that index. */
  readonly term: number;
  readonly event: EventOf<'return'>;
  /** The latest that said the same of entries that were sent again. */
  readonly again?: EventOf<'return'>;
}

/** A server's time as leader of one term. */
export interface Office {
  readonly term: number;
  /** By server: the one that reaches furthest, among replies to requests of this term. */
  readonly acks: Map<number, Ack>;
  /** The same of replies to requests of older terms that were delivered meanwhile. */
  readonly late: Map<number, Ack>;
  /** What reached furthest in earlier terms in which it led, since its boot. */
  readonly former: ReadonlyMap<number, Ack>;
  /** By server: the latest request of this term that it refused. */
  readonly refusals: Map<number, EventOf<'return'>>;
  /** Up to here a majority holds the log, by those acknowledgements and the leader's own copy. */
  reached: number;
}

/** A leader treats an entry as committed that no majority holds without its own copy. */
export interface OwnCopy {
  readonly leader: number;
  readonly office: Office;
  readonly index: number;
  /** Of the entry at that index. */
  readonly term: number;
  readonly acks: readonly Ack[];
}

/** Those other servers that hold the leader's log up to the index. */
export function holders(acks: ReadonlyMap<number, Ack>, index: number): number[] {
  return [...acks.values()].filter((ack) => ack.index >= index).map(({ from }) => from);
}

/** The term of the entry at the index, from what the leader has sent. */
export function termAt(index: number, { acks }: Office): number | undefined {
  for (const ack of acks.values()) {
    const args = appendEntries(ack.event);
    if (!args) continue;
    if (args.prevLogIndex === index) return args.prevLogTerm;
    const entry = args.entries[index - args.prevLogIndex - 1];
    if (entry) return entry.term;
  }
  return undefined;
}
