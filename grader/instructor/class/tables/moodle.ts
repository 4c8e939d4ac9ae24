/**
 * A table that Moodle imports as a grading worksheet. It knows a submission by its Identifier, and a
 * student by the e-mail address; the roster is a worksheet that was downloaded from there.
 */
import type { ClassRun, Row } from '../entry';
import { csv, scoreOf, sorted } from './cells';
import { lineOf, MOODLE_NAMES, numberIn, type Roster } from './roster';

const NAMED_MAX = 12;

export function moodleCsv(_run: ClassRun, rows: readonly Row[], roster?: Roster): string {
  return csv([
    [...MOODLE_NAMES, 'Grade', 'Maximum Grade', 'Feedback comments'],
    ...sorted(rows).map((row) => [
      ...studentOf(row, roster),
      scoreOf(row),
      row.maxScore,
      feedback(row),
    ]),
  ]);
}

function studentOf({ id }: Row, roster: Roster | undefined): readonly string[] {
  const number = numberIn(id);
  const identifier = number === undefined ? '' : `Participant ${number}`;
  const line = lineOf(roster, MOODLE_NAMES, [id, identifier]);
  if (line) return MOODLE_NAMES.map((column) => line[column] ?? '');
  return [identifier, id.replace(/_\d+$/, ''), id.includes('@') ? id : ''];
}

function feedback({ standing, problem, tests, score, lateness }: Row): string {
  if (standing === 'unusable') return `Cannot be run: ${problem ?? ''}`;
  if (standing !== 'graded') return '';
  const lost = tests.filter(({ status }) => status !== 'passed');
  const named = lost.slice(0, NAMED_MAX).map(({ id, rule }) => (rule ? `${id} (${rule})` : id));
  const more = lost.length - named.length;
  const hidden = tests.flatMap((test) => (test.hidden ? [test.hidden] : []));
  const sum = (of: 'run' | 'failed') => hidden.reduce((all, one) => all + one[of], 0);
  return [
    lost.length === 0 ? 'All tests passed.' : `Not passed: ${named.join(', ')}`,
    ...(more > 0 ? [`and ${more} more.`] : []),
    ...(hidden.length > 0 ? [`Hidden runs: ${sum('run')}, failed: ${sum('failed')}.`] : []),
    ...(lateness && lateness.percentOff > 0
      ? [`${score ?? ''} points less ${lateness.percentOff} % for being late.`]
      : []),
  ].join(' ');
}
