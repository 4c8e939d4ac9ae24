/** Times without a zone in the file names of Blackboard and Brightspace. Pure. */
import { dateIn } from '../date-in-words';

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** @returns `2026-11-20T23:58:01`; undefined if the text cannot be read with certainty */
export function localTime(text: string): string | undefined {
  const [, day, hour, minute, second] = /^(\d{4}-\d\d-\d\d)-(\d\d)-(\d\d)-(\d\d)$/.exec(text) ?? [];
  if (day !== undefined) return `${day}T${hour ?? ''}:${minute ?? ''}:${second ?? ''}`;
  const [, month = '', date = '', year = '', twelve = '', past = '', half] =
    /^([A-Za-z]{3})[a-z]* (\d{1,2}), (\d{4}) (\d{1,2}):?(\d\d) ?([AP])M$/.exec(text) ?? [];
  const at = MONTHS.indexOf(month.toLowerCase());
  if (at === -1) return dateIn(text);
  const hours = (Number(twelve) % 12) + (half === 'P' ? 12 : 0);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${year}-${two(at + 1)}-${two(Number(date))}T${two(hours)}:${past}:00`;
}
