/**
 * What messages have shown of each entry, by index and term: its command, and the term of the entry
 * before it. Shared by S.3, which demands that all messages agree, and P.2, which asks for it after a
 * crash.
 */
import type { EventOf } from '../../world/sim/trace';
import type { World } from './rule';
import { appendEntries } from './wire';

interface Known {
  readonly command: string;
  /** The first message with it. */
  readonly event: EventOf<'send'>;
  /** Term of the entry before it. */
  readonly previous: number;
}

/** A message contradicts an earlier one. */
interface Contradiction {
  readonly index: number;
  readonly term: number;
  readonly known: Known;
  readonly said: Pick<Known, 'command' | 'previous'>;
}

class KnownEntries {
  /** By term, then by index, because the lookup for every entry of every message must be cheap. */
  readonly #terms = new Map<number, Map<number, Known>>();
  #order = -1;
  #contradiction: Contradiction | undefined;

  constructor(private readonly world: World) {}

  /** Several rules may pass in the same event; it counts once. */
  take(event: EventOf<'send'>): Contradiction | undefined {
    if (event.order === this.#order) return this.#contradiction;
    this.#order = event.order;
    this.#contradiction = this.#enter(event);
    return this.#contradiction;
  }

  /** The commands of a log that ends with this entry, by index, as far back as messages show them. */
  logUpTo(last: { readonly index: number; readonly term: number }): ReadonlyMap<number, string> {
    const commands = new Map<number, string>();
    for (let { index, term } = last; index > 0; index--) {
      const known = this.#terms.get(term)?.get(index);
      if (!known) break;
      commands.set(index, known.command);
      term = known.previous;
    }
    return commands;
  }

  #enter(event: EventOf<'send'>): Contradiction | undefined {
    const args = appendEntries(event);
    if (!args) return undefined;
    let previous = args.prevLogTerm;
    for (let i = 0; i < args.entries.length; i++) {
      const entry = args.entries[i];
      if (!entry) continue;
      const { term, command } = entry;
      let ofTerm = this.#terms.get(term);
      if (!ofTerm) this.#terms.set(term, (ofTerm = new Map<number, Known>()));
      const index = args.prevLogIndex + 1 + i;
      const known = ofTerm.get(index);
      if (!known) ofTerm.set(index, { command, event, previous });
      // If two puppets contradict each other, the test is responsible, and no server is.
      else if (this.world.isPuppet(event.from) && this.world.isPuppet(known.event.from)) break;
      else if (known.command !== command || known.previous !== previous)
        return { index, term, known, said: { command, previous } };
      previous = term;
    }
    return undefined;
  }
}

const shared = new WeakMap<World, KnownEntries>();

/** One object for all rules of a run. */
export function knownEntriesOf(world: World): KnownEntries {
  const entries = shared.get(world) ?? new KnownEntries(world);
  shared.set(world, entries);
  return entries;
}
