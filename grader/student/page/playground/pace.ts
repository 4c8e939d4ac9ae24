/**
 * How much time is looked at: single messages where one goes step by step, seconds where time flies. Only
 * when the pace changes: who has zoomed keeps what is seen.
 */
import type { Desk } from '../shared/desk';

export type Pace = 'step' | { readonly ms: number } | { readonly speed: number };

const STEP_MICROS = 12_000;
/** How much real time passes until an event of now has left the page. */
const SEEN_MS = 6_000;

let last: number | undefined;

export function look(desk: Desk, pace: Pace): void {
  const length = lengthOf(pace);
  if (length === last) return;
  last = length;
  const now = desk.story.until;
  desk.show({ from: now - length * 0.8, to: now + length * 0.2 });
}

function lengthOf(pace: Pace): number {
  if (pace === 'step') return STEP_MICROS;
  if ('ms' in pace) return Math.max(STEP_MICROS, pace.ms * 1_000 * 2);
  return Math.max(STEP_MICROS, pace.speed * SEEN_MS * 1_000);
}
