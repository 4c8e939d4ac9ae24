/** A line for each person, for programs that write a letter or a mail to each. Pure. */
import { finalScore, type Row } from '../entry';
import { csv, sorted } from './cells';
import { feedback } from './moodle';

/** @param fileOf the path of a row's page, relative to the table */
export function mailMergeCsv(rows: readonly Row[], fileOf: (id: string) => string): string {
  return csv([
    ['email', 'name', 'id', 'standing', 'score', 'max', 'summary', 'page'],
    ...sorted(rows)
      .filter(({ unmatched }) => unmatched === undefined)
      .map((row) => [
        ...[row.person?.email, row.person?.name ?? row.id, row.id, row.standing],
        ...[finalScore(row), row.maxScore, feedback(row), fileOf(row.id)],
      ]),
  ]);
}
