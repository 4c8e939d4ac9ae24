/**
 * Reads the submission times in Moodle's grading worksheet. It contains dates in words, in the language of
 * the person who downloaded it and in the course's time zone. Pure.
 */
import { dateIn } from '../date-in-words';
import { instantIn } from '../instant';
import type { SubmissionTimes, Submitted } from '../times';
import type { Roster } from './person';

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
