/** Reads a time in an instructor's list: ISO 8601 with a time zone, and nothing ambiguous. Pure. */
import { inZone, momentsOf } from './zone';

/** `2026-11-23T23:59:00Z`. Spaces instead of the T and before the zone are allowed, as in Gradescope. */
const MOMENT =
  /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(?: ?(Z|[+-]\d\d:?\d\d))?$/;
const SHOWN_CHARS_MAX = 60;
const MINUTE_MS = 60_000;
const ZONE_MINUTES_MAX = 14 * 60;

interface Instant {
  /** Milliseconds since 1970, rounded down. */
  readonly ms: number;
  /** ISO 8601 with its zone. */
  readonly iso: string;
}

interface NoInstant {
  readonly problem: string;
}

export function instantOf(text: string): Instant | NoInstant {
  const shown = JSON.stringify(text.slice(0, SHOWN_CHARS_MAX));
  const [all, year, month, day, hour, minute, second = '00', part, zone] = MOMENT.exec(text) ?? [];
  if (all === undefined)
    return {
      problem: `${shown} is not a time like 2026-11-23T23:59:00Z or 2026-11-23T23:59:00-05:00.`,
    };
  const clock = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
  const utcMs = Date.parse(`${clock}Z`);
  // Date turns 30 February into 2 March.
  const isReal = !Number.isNaN(utcMs) && new Date(utcMs).toISOString().startsWith(clock);
  const zoneMinutes = minutesOf(zone ?? 'Z');
  if (!isReal || zoneMinutes === undefined) return { problem: `${shown} does not exist.` };
  if (zone === undefined)
    return {
      problem: `${shown} has no time zone, and could be hours early or late. Add Z (for UTC) or an offset such as -05:00.`,
    };
  const partMs = Number((part ?? '').slice(0, 3).padEnd(3, '0'));
  const fraction = part === undefined ? '' : `.${part}`;
  return {
    ms: utcMs + partMs - zoneMinutes * MINUTE_MS,
    iso: `${clock}${fraction}${zone === 'Z' ? zone : `${zone.slice(0, 3)}:${zone.slice(-2)}`}`,
  };
}

/** A time may lack its zone if the course has one and the time is unambiguous there. */
export function instantIn(text: string, zone: string | undefined): Instant | NoInstant {
  const read = instantOf(text);
  if (zone === undefined || !('problem' in read)) return read;
  const utc = instantOf(`${text}Z`);
  if ('problem' in utc) return read;
  const shown = JSON.stringify(text.slice(0, SHOWN_CHARS_MAX));
  const [ms, ...more] = momentsOf(utc.ms, zone);
  if (ms === undefined)
    return { problem: `${shown} does not exist in ${zone}: clocks go forward over it.` };
  if (more.length > 0)
    return {
      problem: `${shown} occurs twice in ${zone}, where clocks go back. Add an offset such as +01:00.`,
    };
  return instantOf(`${text}${inZone(ms, zone).split(' ')[2] ?? 'Z'}`);
}

/** The offset in minutes east of Greenwich. */
function minutesOf(zone: string): number | undefined {
  if (zone === 'Z') return 0;
  const [hours, minutes] = [Number(zone.slice(1, 3)), Number(zone.slice(-2))];
  const all = hours * 60 + minutes;
  if (minutes > 59 || all > ZONE_MINUTES_MAX) return undefined;
  return zone.startsWith('-') ? -all : all;
}
