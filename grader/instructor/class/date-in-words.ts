/**
 * Reads the local time in a date that a platform wrote in words: `Friday, 20 November 2026, 11:58 PM`. A
 * date that could mean two times is not read. Pure.
 */

const LANGUAGES = ['en', 'de', 'fr', 'es', 'it', 'pt', 'nl', 'pl', 'sv', 'da', 'fi', 'cs', 'tr'];

/** `23:58`, `23.58`, `23 h 58` or `23时58`, perhaps with seconds. */
const CLOCK = /(\d{1,2})\s?(?:[:.]|h(?!\p{L})|[时時])\s?(\d\d)(?:[:.](\d\d))?(?!\d)/iu;
/** File names must not contain a colon: `2358` or `23 58`, after the date. */
const BARE = /(?<!\d)(\d{1,2}) ?(\d\d)(?!\d)(?=\D*$)/;
const MORNING = /^(am|上午|午前)$/;
const AFTERNOON = /^(pm|下午|午後)$/;
const HALF = /^\s?([ap])\.?\s?m\b/i;
const HALF_BEFORE = /(上午|午前|下午|午後)\s?$/;
/** Words after a time that do not change its meaning: a zone, or `Uhr`. */
const NEUTRAL = /^(Uhr|h|hod|分|[A-Z]{3,5}\b|$|[^\p{L}])/u;

/** @returns `2026-11-20T23:58` or `2026-11-20T23:58:01` */
export function dateIn(written: string): string | undefined {
  const text = written.normalize('NFKC');
  const year = /(?<!\d)20\d\d(?!\d)/.exec(text);
  if (!year) return undefined;
  const afterYear = year.index + year[0].length;
  const clock = clockIn(text, year.index, afterYear);
  if (!clock) return undefined;
  const [, east, eastDay] = /(\d{1,2})\s*月\s*(\d{1,2})/.exec(text) ?? [];
  const month = east === undefined ? monthIn(text) : Number(east);
  const date = text.replace(year[0], ' ').replace(clock.text, ' ');
  const day = eastDay ?? /\b\d{1,2}\b/.exec(date)?.[0];
  if (month === undefined || day === undefined) return undefined;
  const { hours, minutes, seconds } = clock;
  const [two, end] = [twoDigits, seconds === undefined ? '' : `:${seconds}`];
  return `${year[0]}-${two(month)}-${two(Number(day))}T${two(hours)}:${minutes}${end}`;
}

interface Clock {
  readonly text: string;
  readonly hours: number;
  readonly minutes: string;
  readonly seconds?: string | undefined;
}

/** @returns undefined if there is none, or it may be in the morning or in the afternoon */
function clockIn(text: string, year: number, afterYear: number): Clock | undefined {
  // The year's digits, kept as a gap, cannot be taken for a time.
  const bare = `${text.slice(0, year)}${' '.repeat(afterYear - year)}${text.slice(afterYear)}`;
  const late = ' '.repeat(afterYear) + text.slice(afterYear);
  const found = CLOCK.exec(bare) ?? BARE.exec(late);
  if (!found) return undefined;
  const [all, hour = '', minutes = '', seconds] = found;
  const [before, after] = [text.slice(0, found.index), text.slice(found.index + all.length)];
  const letter = HALF.exec(after)?.[1];
  const half = letter === undefined ? HALF_BEFORE.exec(before)?.[1] : `${letter.toLowerCase()}m`;
  const hours = hoursOf(Number(hour), half);
  const isClear = half !== undefined || Number(hour) > 12 || NEUTRAL.test(after.trim());
  if (hours === undefined || Number(minutes) > 59 || !isClear) return undefined;
  return { text: all, hours, minutes, seconds };
}

function hoursOf(hour: number, half: string | undefined): number | undefined {
  if (half === undefined) return hour < 24 ? hour : undefined;
  if (hour > 12) return MORNING.test(half) ? undefined : hour;
  return (hour % 12) + (AFTERNOON.test(half) ? 12 : 0);
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}

function monthIn(text: string): number | undefined {
  const found = new Set(
    text
      .normalize('NFC')
      .toLowerCase()
      .match(/\p{L}{3,}/gu) ?? [],
  );
  const months = MONTHS.filter(([name]) => found.has(name)).map(([, month]) => month);
  return new Set(months).size === 1 ? months[0] : undefined;
}

/** Names of months as they appear in dates. */
const MONTHS: readonly (readonly [string, number])[] = LANGUAGES.flatMap((language) => {
  const format = new Intl.DateTimeFormat(language, {
    ...{ day: 'numeric', month: 'long', timeZone: 'UTC' },
  });
  return Array.from({ length: 12 }, (_, at) => {
    const parts = format.formatToParts(Date.UTC(2026, at, 15));
    const name = parts.find(({ type }) => type === 'month')?.value ?? '';
    return [name.normalize('NFC').toLowerCase(), at + 1] as const;
  });
});
