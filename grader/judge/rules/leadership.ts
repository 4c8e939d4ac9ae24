/** A server's time as leader of one term, as shown by the acknowledgements that were delivered to it. */
import type { EventOf } from '../../world/sim/trace';
import { appendEntries } from './wire';

/** A success that was delivered to the leader of its request. */
interface Ack {
  readonly from: number;
  readonly index: number;
  /** Term of the entry at that index. */
  readonly term: number;
  readonly event: EventOf<'return'>;
  /** The latest success for the same entries, if they were sent again. */
  readonly again?: EventOf<'return'>;
}

/** A server's time as leader of one term. */
export interface Leadership {
  readonly term: number;
  /** By server: the furthest success, among replies to requests of this term. */
  readonly acks: Map<number, Ack>;
  /** The same for replies to requests of older terms that were delivered meanwhile. */
  readonly late: Map<number, Ack>;
  /** The furthest successes in earlier terms that it led since its boot. */
  readonly former: ReadonlyMap<number, Ack>;
  /** By server: the latest refusal of a request of this term. */
  readonly refusals: Map<number, EventOf<'return'>>;
  /** The last index that a majority holds, by those acknowledgements and the leader's own copy. */
  reached: number;
}

/** An entry that a leader treats as committed, on a majority only if its own copy counts. */
export interface OwnCopy {
  readonly leader: number;
  readonly leadership: Leadership;
  readonly index: number;
  /** Term of the entry at that index. */
  readonly term: number;
  readonly acks: readonly Ack[];
}

/** The other servers that hold the leader's log up to the index. */
export function holders(acks: ReadonlyMap<number, Ack>, index: number): number[] {
  return [...acks.values()].filter((ack) => ack.index >= index).map(({ from }) => from);
}

/** The term of the entry at the index, from what the leader has sent. */
export function termAt(index: number, { acks }: Leadership): number | undefined {
  for (const ack of acks.values()) {
    const args = appendEntries(ack.event);
    if (!args) continue;
    if (args.prevLogIndex === index) return args.prevLogTerm;
    const entry = args.entries[index - args.prevLogIndex - 1];
    if (entry) return entry.term;
  }
  return undefined;
}

/** getState() is called only at the end of an event, which may itself change the role. */
export function leads({
  state,
  input,
}: {
  readonly state: EventOf<'state'> | undefined;
  /** The latest message delivered to the server. */
  readonly input: EventOf<'deliver' | 'return'> | undefined;
}): boolean {
  if (input?.kind === 'return' && input.method === 'requestVote') return true;
  if (!state?.isLeader) return false;
  const newer = input?.kind === 'deliver' ? appendEntries(input)?.term : undefined;
  return newer === undefined || newer <= state.term;
}

/** The event that shows that the leadership is over, if it is. */
export function endOf(
  leadership: Leadership | undefined,
  state: EventOf<'state'> | undefined,
): EventOf<'state'> | undefined {
  return leadership && state && state.term > leadership.term ? state : undefined;
}
