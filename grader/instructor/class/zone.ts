/**
 * Converts between moments and local times in a zone with an IANA name, such as Europe/Berlin. Days have 23
 * to 25 hours when clocks change. Pure.
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

/** The local time in the zone, encoded as if it were UTC. */
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
 * The moments with this local time in the zone, in order: usually one, none in the hour that is skipped,
 * two in the hour that is repeated.
 */
export function momentsOf(clock: number, zone: string): readonly number[] {
  const offsets = [clock - DAY_MS, clock + DAY_MS].map((ms) => clockMs(ms, zone) - ms);
  const found = offsets.map((offset) => clock - offset).filter((ms) => clockMs(ms, zone) === clock);
  return [...new Set(found)].sort((a, b) => a - b);
}

/**
 * The same local time a number of calendar days later. If that time is skipped, the offset from before the
 * change is used; if it is repeated, the second moment.
 */
export function daysAfter(ms: number, days: number, zone: string): number {
  const clock = clockMs(ms, zone) + days * DAY_MS;
  const [last] = momentsOf(clock, zone).slice(-1);
  return last ?? clock - (clockMs(clock - DAY_MS, zone) - (clock - DAY_MS));
}

/** `2026-10-25 19:30 +01:00`, the local time in the zone. */
export function inZone(ms: number, zone: string): string {
  const clock = clockMs(ms, zone);
  const minutes = Math.round((clock - ms) / 60_000);
  const two = (value: number) => String(value).padStart(2, '0');
  const offset = `${minutes < 0 ? '-' : '+'}${two(Math.floor(Math.abs(minutes) / 60))}:${two(Math.abs(minutes) % 60)}`;
  return `${new Date(clock).toISOString().slice(0, 16).replace('T', ' ')} ${offset}`;
}
