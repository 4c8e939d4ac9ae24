/** The whole cluster at one point of a schedule, and what tells two such states apart. */
import type { Args, Reply } from '../../world/cluster/wire';
import type { Method } from '../../world/realm/effects';
import type { Moment } from './lives';

/** The boots of a server before the present one: what rules and clients still remember of it. */
export interface Past {
  readonly id: number;
  /** How many boots it has had, the present one included. */
  readonly boots: number;
}

/** A server, with what there is beyond its present life. */
export interface Being {
  readonly key: string;
  readonly past: Past;
  readonly moment: Moment;
  /** Requests that it has taken and not answered yet, by token. */
  readonly owed: ReadonlyMap<number, Flight>;
  /** Commands that were given to it, in all its lives. */
  readonly commands: number;
}

/** A message that has left and not arrived. */
export interface Flight {
  readonly id: number;
  readonly leg: 'request' | 'reply';
  /** Who makes the call, and in which of its lives; its own number for it. */
  readonly from: number;
  readonly past: Past;
  readonly call: number;
  readonly to: number;
  readonly method: Method;
  readonly text: string;
  readonly args: Args;
  readonly answer: { readonly text: string; readonly reply: Reply } | undefined;
}

/** What of the scope has been used up. */
export interface Used {
  readonly commands: number;
  readonly crashes: number;
  readonly losses: number;
  readonly heartbeats: number;
}

export interface State {
  readonly beings: readonly Being[];
  /** In the order of their ids. */
  readonly flights: readonly Flight[];
  readonly used: Used;
}

/**
 * Two states with the same key continue alike, and no rule can tell them apart: every server has had the same
 * inputs in the same order since its first boot, and the same messages are in flight. Schedules that differ
 * only in the order of events on different servers come to the same key.
 */
export function keyOf({ beings, flights }: State): string {
  let key = '';
  for (const being of beings) key += `${being.key} `;
  for (const flight of flights) key += `${flight.id},`;
  return key;
}

/** Makes things once, so that the same thing is the same object. */
export class Interned {
  readonly #pasts = new Map<string, Past>();
  readonly #flights = new Map<string, Flight>();
  readonly #beings = new Map<string, Being>();
  readonly newborn: Past = { id: 0, boots: 1 };

  /** @param cut after how many outgoing deeds of its last moment it ended; -1 for all */
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

/** Whose, and its how-manieth: `a1` is the first command given to S0. */
export function commandOf(server: number, count: number): string {
  return `${String.fromCharCode('a'.charCodeAt(0) + server)}${count}`;
}
