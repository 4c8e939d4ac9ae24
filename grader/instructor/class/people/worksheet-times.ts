/**
 * Reads the submission times in Moodle's grading worksheet. It contains dates in words, in the language of
 * the person who downloaded it and in the course's time zone: `Friday, 20 November 2026, 11:58 PM`. Pure.
 */
import { instantIn } from '../instant';
import type { SubmissionTimes, Submitted } from '../times';
import type { Roster } from './person';
import { same } from './person';

const LANGUAGES = ['en', 'de', 'fr', 'es', 'it', 'pt', 'nl', 'pl', 'sv', 'da', 'fi', 'cs', 'tr'];

/** @returns times by person key, without people whose cell has no date */
export function worksheetTimes(roster: Roster, zone: string): SubmissionTimes {
  const times = new Map<string, Submitted>();
  const column = roster.columns.get('handedIn');
  if (column === undefined) return times;
  for (const { key, cells } of roster.people) {
    const local = dateIn(cells[column] ?? '');
    const instant = local === undefined ? undefined : instantIn(local, zone);
    if (instant && !('problem' in instant))
      times.set(key, { submittedAt: instant.iso, freeDaysUsed: 0 });
  }
  return times;
}

/** @returns `2026-11-20T23:58` */
export function dateIn(text: string): string | undefined {
  const [, hour = '', minute = '', half = ''] =
    /(\d{1,2})[:.](\d\d)(?:[:.]\d\d)? ?([ap]\.?\s?m\.?|上午|下午)?/i.exec(text) ?? [];
  const [year] = /\b\d{4}(?=\D|$)/.exec(text) ?? [];
  if (year === undefined || hour === '') return undefined;
  const [, east, eastDay] = /(\d{1,2})\s*月\s*(\d{1,2})/.exec(text) ?? [];
  const month = east === undefined ? monthIn(text) : Number(east);
  const rest = text.replace(year, ' ').replace(`${hour}:${minute}`, ' ');
  const day = eastDay ?? /\b\d{1,2}\b/.exec(rest)?.[0];
  if (month === undefined || day === undefined) return undefined;
  const isPm = /^p|下午/i.test(half);
  const hours = half === '' ? Number(hour) : (Number(hour) % 12) + (isPm ? 12 : 0);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${year}-${two(month)}-${two(Number(day))}T${two(hours)}:${minute}`;
}

function monthIn(text: string): number | undefined {
  const found = new Set(same(text).match(/\p{L}{3,}/gu) ?? []);
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
    return [same(parts.find(({ type }) => type === 'month')?.value ?? ''), at + 1] as const;
  });
});
