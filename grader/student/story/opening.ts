/** The view with which a page opens: at the evidence, or where the run went wrong. */
import { serverOf } from '../../report/tell';
import type { Micros } from '../../world/sim/time';
import type { TraceEvent } from '../../world/sim/trace';
import { type Filters, NO_FILTERS } from './filters';
import type { Story } from './story';

/** A stretch of virtual time. */
export interface Stretch {
  readonly from: Micros;
  readonly to: Micros;
}

export const FIRST_STRETCH: Micros = 1_000_000;
export const STRETCH_MIN: Micros = 400;
const ROOM_AFTER = 0.08;
const LEAST_BEFORE: Micros = 5_000;

/** Events that change the course of a run. The others in a quiet time are heartbeats. */
const TELLING: ReadonlySet<TraceEvent['kind']> = new Set([
  ...(['start', 'state', 'apply', 'boot', 'crash', 'pause', 'thaw'] as const),
]);

/** Index of the last event of the witness or, if no rule broke, of the first elected leader. */
export function firstEvent({ witness, verdict, events }: Story): number {
  if (verdict) return witness.at(-1) ?? wentWrong(events);
  const leader = events.findIndex((event) => event.kind === 'state' && event.isLeader);
  return leader === -1 ? events.length - 1 : leader;
}

/** Servers that the test plays but does not use are hidden until the user shows them. */
export function firstFilters({ puppets, events }: Story): Filters {
  const busy = new Set(
    events.flatMap((event) => ('call' in event ? [event.from, event.to] : serverOf(event))),
  );
  return { ...NO_FILTERS, withoutServers: new Set(puppets.filter((id) => !busy.has(id))) };
}

/** The whole witness and a second before it or, if no rule broke, the beginning of the run. */
export function firstStretch({ witness, events, until, verdict }: Story): Stretch {
  if (!verdict) return { from: 0, to: Math.max(STRETCH_MIN, Math.min(until, FIRST_STRETCH)) };
  const last = events[witness.at(-1) ?? wentWrong(events)]?.at ?? until;
  const first = events[witness[0] ?? -1]?.at ?? last;
  const room = Math.max(FIRST_STRETCH, last - first) * 0.1;
  const wished = Math.min(last - FIRST_STRETCH, first - room);
  // Nothing before the first timer fires is worth the room.
  const awake = events.find(({ at }) => at > 0)?.at ?? 0;
  const from = Math.max(wished, awake - Math.max(LEAST_BEFORE, (last - awake) * 0.3), 0);
  return { from, to: last + Math.max(LEAST_BEFORE, last - from) * ROOM_AFTER };
}

/** A liveness failure has no evidence: shows the last event that changed something. */
function wentWrong(events: readonly TraceEvent[]): number {
  const last = events.findLastIndex(({ kind }) => TELLING.has(kind));
  return last === -1 ? events.length - 1 : last;
}
