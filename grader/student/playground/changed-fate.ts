/**
 * A message that is on its way gets another fate. Its call is played again from the start with the new
 * fate, so what is saved is exactly what was seen: until now nothing else is different, because the
 * sender learns of a loss only later.
 */
import type { LegFate, MessageFate } from '../../runs/replay/schedule';
import { type Micros, MS } from '../../world/sim/time';
import type { Flight, NewFate } from './play-job';

/** Until the sender of a message that is dropped by hand learns of it. */
const SILENCE = 100 * MS;
/** No message is held for longer. */
const AFTER_MAX = 600_000 * MS;

/** @param said what is known of that call so far, its name at least */
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
  // Of a request that comes twice, one copy may be dropped alone.
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
