/** One line per person, for programs that send a letter or an email to each. Pure. */
import { finalScore, type Row } from '../entry';
import { csv, sorted } from './cells';
import { feedback } from './moodle';

/** @param fileOf returns the path of a row's page, relative to the table */
export function mailMergeCsv(rows: readonly Row[], fileOf: (id: string) => string): string {
  return csv([
    ['email', 'name', 'id', 'standing', 'score', 'max', 'summary', 'page'],
    ...sorted(rows)
      .filter(({ unmatched }) => unmatched === undefined)
      .map((row) => [
        ...[row.person?.email, row.person?.name ?? row.id, row.id, standingOf(row)],
        ...[finalScore(row), row.maxScore, feedback(row), fileOf(row.id)],
      ]),
  ]);
}

/** A letter must not say that nothing was handed in where that is not certain. */
function standingOf({ standing, undecided, part }: Row): string {
  if (undecided) return 'undecided';
  return part === undefined ? standing : 'not in this part';
}
