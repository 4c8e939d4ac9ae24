/**
 * Moments and the clocks of a place: a zone by its IANA name, such as Europe/Berlin, whose days have 23 to
 * 25 hours where its clocks are changed. Pure.
 */

const DAY_MS = 24 * 60 * 60 * 1_000;
const FORMATS = new Map<string, Intl.DateTimeFormat>();

export function isZone(name: string): boolean {
  if (!/^[A-Za-z]+(\/[A-Za-z0-9_+-]+)*$/.test(name)) return false;
  try {
    formatOf(name);
    return true;
  } catch {
    return false;
  }
}

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = FORMATS.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    ...{ timeZone: zone, calendar: 'gregory', numberingSystem: 'latn', hourCycle: 'h23' },
    ...{ year: 'numeric', month: '2-digit', day: '2-digit' },
    ...{ hour: '2-digit', minute: '2-digit', second: '2-digit' },
  });
  FORMATS.set(zone, made);
  return made;
}

/** What clocks in the zone show, as if it were a moment of UTC. */
function clockMs(ms: number, zone: string): number {
  const parts = new Map(
    formatOf(zone)
      .formatToParts(ms)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const of = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
  const whole = Date.UTC(
    of('year'),
    of('month') - 1,
    of('day'),
    ...[of('hour'), of('minute'), of('second')],
  );
  return whole + (((ms % 1_000) + 1_000) % 1_000);
}

/**
 * The moments at which clocks in the zone show this, in order: one; none in the hour that is skipped when
 * clocks go forward; two in the hour that comes twice.
 */
export function momentsOf(clock: number, zone: string): readonly number[] {
  const offsets = [clock - DAY_MS, clock + DAY_MS].map((ms) => clockMs(ms, zone) - ms);
  const found = offsets.map((offset) => clock - offset).filter((ms) => clockMs(ms, zone) === clock);
  return [...new Set(found)].sort((a, b) => a - b);
}

/**
 * So many calendar days later, at the same time of the clock. Where that time is skipped, what would have
 * been it before the change; where it comes twice, the second time.
 */
export function daysAfter(ms: number, days: number, zone: string): number {
  const clock = clockMs(ms, zone) + days * DAY_MS;
  const [last] = momentsOf(clock, zone).slice(-1);
  return last ?? clock - (clockMs(clock - DAY_MS, zone) - (clock - DAY_MS));
}

/** `2026-10-25 19:30 +01:00` as clocks in the zone show it. */
export function inZone(ms: number, zone: string): string {
  const clock = clockMs(ms, zone);
  const minutes = Math.round((clock - ms) / 60_000);
  const two = (value: number) => String(value).padStart(2, '0');
  const offset = `${minutes < 0 ? '-' : '+'}${two(Math.floor(Math.abs(minutes) / 60))}:${two(Math.abs(minutes) % 60)}`;
  return `${new Date(clock).toISOString().slice(0, 16).replace('T', ' ')} ${offset}`;
}
