/**
 * Changes the fate of a message in flight. The run is replayed from the start with the new fate, so
 * what is saved is exactly what was seen. Nothing before now changes, because a sender learns of a
 * loss only later.
 */
import type { LegFate, MessageFate } from '../../runs/replay/schedule';
import { type Micros, MS } from '../../world/sim/time';
import type { Flight, NewFate } from './play-job';

/** How long until the sender of a dropped message learns of the loss. */
const SILENCE = 100 * MS;
/** The longest delay of a message. */
const AFTER_MAX = 600_000 * MS;

/** @param said what is known of that call's fates so far; at least the call's name */
export function changedFate(
  said: MessageFate,
  flight: Flight,
  fate: NewFate,
  now: Micros,
): MessageFate {
  const { leftAt, arrivesAt, leg } = flight;
  const silence = now - leftAt + SILENCE;
  if (leg === 'again') {
    const first = legOf(said.request);
    if (fate.kind === 'drop') return { ...said, request: { after: first.after } };
    return { ...said, request: { after: first.after, again: newDelay(fate) } };
  }
  if (fate.kind !== 'drop') {
    const { again } = legOf(said[leg]);
    const after = newDelay(fate);
    return { ...said, [leg]: { after, ...(again !== undefined && { again }) } };
  }
  const { again } = legOf(said[leg]);
  // If a request arrives twice, one copy can be dropped alone.
  if (again !== undefined) return { ...said, [leg]: { after: again } };
  return { ...said, [leg]: 'lost', silence };

  function newDelay(to: Exclude<NewFate, { kind: 'drop' }>): Micros {
    if (to.kind === 'deliver') return now - leftAt + 1;
    return Math.min(arrivesAt - leftAt + to.by, AFTER_MAX);
  }
}

function legOf(said: LegFate | undefined): { readonly after: Micros; readonly again?: Micros } {
  return said === undefined || said === 'lost' ? { after: 0 } : said;
}
