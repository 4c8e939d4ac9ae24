/**
 * Chooses how much time is shown: single messages for single steps, seconds for fast play. It
 * changes the view only when the pace changes, so that the user's zoom is kept.
 */
import type { Desk } from '../shared/desk';

export type Pace = 'step' | { readonly ms: number } | { readonly speed: number };

const STEP_MICROS = 12_000;
/** How much real time a new event stays in view. */
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
