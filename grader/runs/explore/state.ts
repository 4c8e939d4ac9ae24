/** The whole cluster at one point of a schedule, and the key that distinguishes two such states. */
import type { Args, Reply } from '../../world/cluster/wire';
import type { Method } from '../../world/realm/effects';
import type { Moment } from './lives';

/** The boots of a server before the present one, as far as rules and clients still remember them. */
export interface Past {
  readonly id: number;
  /** Number of boots, including the present one. */
  readonly boots: number;
}

/** A server, with its past and what it still owes. */
export interface Being {
  readonly key: string;
  readonly past: Past;
  readonly moment: Moment;
  /** Requests that it has received but not answered yet, by token. */
  readonly owed: ReadonlyMap<number, Flight>;
  /** Number of commands that it has received, over all its boots. */
  readonly commands: number;
}

/** A message that was sent but has not arrived. */
export interface Flight {
  readonly id: number;
  readonly leg: 'request' | 'reply';
  /** The sender of the call, its boot, and its own number for the call. */
  readonly from: number;
  readonly past: Past;
  readonly call: number;
  readonly to: number;
  readonly method: Method;
  readonly text: string;
  readonly args: Args;
  readonly answer: { readonly text: string; readonly reply: Reply } | undefined;
}

/** The used-up part of the scope. */
export interface Used {
  readonly commands: number;
  readonly crashes: number;
  readonly losses: number;
  readonly heartbeats: number;
}

export interface State {
  readonly beings: readonly Being[];
  /** Sorted by id. */
  readonly flights: readonly Flight[];
  readonly used: Used;
}

/**
 * Two states with the same key continue alike, and no rule can distinguish them: every server has had
 * the same inputs in the same order since its first boot, and the same messages are in flight.
 * Schedules that differ only in the order of events on different servers lead to the same key.
 */
export function keyOf({ beings, flights }: State): string {
  let key = '';
  for (const being of beings) key += `${being.key} `;
  for (const flight of flights) key += `${flight.id},`;
  return key;
}

/** Creates each value once, so that equal values are the same object. */
export class Interned {
  readonly #pasts = new Map<string, Past>();
  readonly #flights = new Map<string, Flight>();
  readonly #beings = new Map<string, Being>();
  readonly newborn: Past = { id: 0, boots: 1 };

  /** @param cut after how many outgoing effects of its last moment the boot ended; -1 for all */
  past({ past, moment }: Being, cut: number): Past {
    const key = `${past.id} ${moment.id} ${cut}`;
    const known = this.#pasts.get(key);
    if (known) return known;
    const made = { id: this.#pasts.size + 1, boots: past.boots + 1 };
    this.#pasts.set(key, made);
    return made;
  }

  flight(of: Omit<Flight, 'id'>): Flight {
    const key = `${of.from} ${of.past.id} ${of.call} ${of.to} ${of.answer?.text ?? ''} ${of.text}`;
    const known = this.#flights.get(key);
    if (known) return known;
    const made = { ...of, id: this.#flights.size };
    this.#flights.set(key, made);
    return made;
  }

  being(of: Omit<Being, 'key'>): Being {
    let key = `${of.past.id}.${of.moment.id}`;
    for (const [token, flight] of of.owed) key += `+${token}:${flight.id}`;
    const known = this.#beings.get(key);
    if (known) return known;
    const made = { ...of, key };
    this.#beings.set(key, made);
    return made;
  }
}

/** Named by server and ordinal: `a1` is the first command given to S0. */
export function commandOf(server: number, count: number): string {
  return `${String.fromCharCode('a'.charCodeAt(0) + server)}${count}`;
}
