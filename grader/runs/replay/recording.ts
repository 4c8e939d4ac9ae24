/**
 * A recording: every event of one run, for the timeline page, the playground and the trace. It also
 * runs in the browser, so it imports only types.
 */
import type { AppendEntriesArgs, LogEntry, Stage } from '../../contract';
import type { TraceEvent } from '../../world/sim/trace';
import type { Code } from './code';

export interface Recording {
  /** `2C/figure-8, seed 3`. */
  readonly title: string;
  readonly stage: Stage;
  readonly servers: number;
  /** Servers that the scenario plays by hand. */
  readonly puppets: readonly number[];
  /** In order. If an event was left out, the others keep their numbers. */
  readonly events: readonly TraceEvent[];
  /** Links that were cut and healed; absent in older recordings. */
  readonly links?: readonly LinkChange[];
  /** How many events were left out because there were too many: heartbeats first, then the oldest. */
  readonly leftOut: number;
  /** Time of the end of the run, also if no rule broke. */
  readonly until: number;
  readonly verdict?: RecordedVerdict;
  /** The stacks that events refer to by `origin`, as the realms reported them. */
  readonly origins?: readonly string[];
  /** The same with the student's files, added where those are available. */
  readonly code?: Code;
}

/** The link from one server to another is cut or healed; the opposite direction stays as it is. */
export interface LinkChange {
  readonly at: number;
  /** The change comes before the event with this order. */
  readonly order: number;
  readonly from: number;
  readonly to: number;
  readonly isCut: boolean;
}

/** What broke. */
export interface RecordedVerdict {
  /** Id in docs/figure-2.md, or `TODO`. */
  readonly rule: string;
  readonly title: string;
  readonly paper: string;
  readonly message: string;
  /** Why the rule matters. */
  readonly explanation?: string;
  /** Where to look in the student's code. */
  readonly lookAt?: string;
  readonly at: number;
  /** The events that together break the rule, by their `order`. */
  readonly witness: readonly number[];
}

/** A recording as it is stored: data that several events share is stored once. */
export interface PackedRecording extends Omit<Recording, 'events'> {
  /** Entries by number: term, command. */
  readonly entries: readonly (readonly [number, string])[];
  readonly events: readonly PackedEvent[];
}

/** A trace event without what the call's `send` already holds; entries as ranges of their numbers. */
type PackedEvent = Readonly<Record<string, unknown>> & {
  readonly kind: TraceEvent['kind'];
  readonly at: number;
  readonly order: number;
};

export function pack({ events, origins: texts, ...about }: Recording): PackedRecording {
  const entries: (readonly [number, string])[] = [];
  const numbers = new Map<string, number>();
  const numberOf = ({ term, command }: LogEntry): number => {
    const key = `${term} ${command}`;
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, entries.length);
    return entries.push([term, command]) - 1;
  };
  const sent = new Set<number>();
  const origins: string[] = [];
  const renamed = new Map<number, number>();
  /** Keeps only the origins that an event refers to. */
  const kept = <E extends { readonly origin?: number }>(event: E): E => {
    const text = texts?.[event.origin ?? -1];
    if (event.origin === undefined || text === undefined) return event;
    let origin = renamed.get(event.origin);
    if (origin === undefined) renamed.set(event.origin, (origin = origins.push(text) - 1));
    return { ...event, origin };
  };
  const packed = events.map((one): PackedEvent => {
    const event = kept(one);
    if (!('call' in event) || event.kind === 'lost') return { ...event };
    // If the `send` was left out, the first remaining event of the call holds the arguments.
    const isFirst = !sent.has(event.call);
    sent.add(event.call);
    const { args, ...rest } = event;
    if (!isFirst) return rest;
    if (event.method !== 'appendEntries') return { ...rest, args };
    const append = args as AppendEntriesArgs;
    return { ...rest, args: { ...append, entries: ranges(append.entries.map(numberOf)) } };
  });
  return { ...about, entries, events: packed, ...(texts && { origins }) };
}

export function unpack({ entries, events, ...about }: PackedRecording): Recording {
  const table = entries.map(([term, command]): LogEntry => ({ term, command }));
  const said = new Map<number, unknown>();
  const unpacked = events.map((event): TraceEvent => {
    const call = event['call'];
    if (typeof call !== 'number' || event.kind === 'lost') return event as unknown as TraceEvent;
    if (!said.has(call)) said.set(call, argsOf(event, table));
    return { ...event, args: said.get(call) } as unknown as TraceEvent;
  });
  return { ...about, events: unpacked };
}

function argsOf({ args, method }: PackedEvent, table: readonly LogEntry[]): unknown {
  if (method !== 'appendEntries') return args;
  const append = args as AppendEntriesArgs & { readonly entries: unknown };
  const entries = taken(table, append.entries as unknown as readonly number[]);
  return { ...append, entries };
}

/** `[3, 4, 5, 9]` as pairs of a first number and a count: `[3, 3, 9, 1]`. */
function ranges(numbers: readonly number[]): readonly number[] {
  const pairs: number[] = [];
  for (const number of numbers) {
    const [first = 0, count = 0] = pairs.slice(-2);
    if (pairs.length > 0 && number === first + count) pairs[pairs.length - 1] = count + 1;
    else pairs.push(number, 1);
  }
  return pairs;
}

/** The entries in these ranges. Long runs send the same long ranges very often. */
function taken(table: readonly LogEntry[], pairs: readonly number[]): readonly LogEntry[] {
  let all: LogEntry[] = [];
  for (let i = 0; i + 1 < pairs.length; i += 2) {
    const [first = 0, count = 0] = [pairs[i], pairs[i + 1]];
    const some = table.slice(first, first + count);
    all = i === 0 ? some : all.concat(some);
  }
  return all;
}
