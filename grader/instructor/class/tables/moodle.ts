/**
 * A table that Moodle imports as a grading worksheet: the downloaded worksheet with grades and comments
 * filled in. Moodle requires its own columns in its own language, ignores grades above the maximum and
 * lines that changed since, and identifies students only by Identifier.
 */
import { type ClassRun, exactScore, finalScore, type Row } from '../entry';
import { excuseWords } from '../excused';
import { type Person, type Role, type Roster, withSharedIds } from '../people/person';
import { bestRows } from './canvas';
import { type Cell, csv, maximumIn, scaled, sorted } from './cells';

const NAMED_MAX = 12;
/** Moodle's English names. */
const COLUMNS = [
  ...['Identifier', 'Full name', 'Email address', 'Status', 'Grade', 'Maximum grade'],
  ...['Grade can be changed', 'Last modified (submission)', 'Last modified (grade)'],
  'Feedback comments',
];

export function moodleCsv(_run: ClassRun, rows: readonly Row[], roster?: Roster): string {
  if (roster?.kind === 'moodle' && roster.columns.has('grade')) return filledIn(rows, roster);
  // Without the worksheet, Identifiers are uncertain: a number after a name may be a group's.
  return csv([
    COLUMNS,
    ...sorted(rows).map((row) => [
      ...['', row.person?.name ?? nameIn(row), row.person?.email ?? '', ''],
      ...[finalScore(row), row.maxScore, '', '-', '-', feedback(row)],
    ]),
  ]);
}

function filledIn(rows: readonly Row[], roster: Roster): string {
  const { head, people, columns, delimiter } = roster;
  const unclear = withSharedIds(roster);
  const best = bestRows(rows);
  const line = (person: Person): readonly Cell[] => {
    const { cells } = person;
    const row = unclear.includes(person) ? undefined : best.get(person.key);
    const score = row ? exactScore(row) : null;
    if (!row || score === null) return cells;
    const at = (role: Role) => cells[columns.get(role) ?? -1] ?? '';
    const { value = row.maxScore, sign = '.' } = maximumIn(at('maximum')) ?? {};
    const grade = String(scaled(score, row.maxScore, value) ?? '');
    const put: readonly (readonly [Role, string])[] = [
      ['grade', grade.replace('.', sign)],
      ['feedback', feedback(row)],
    ];
    return cells.map((cell, place) => {
      const filled = put.find(([role]) => columns.get(role) === place);
      return filled ? filled[1] : cell;
    });
  };
  return csv([head, ...people.map(line)], delimiter);
}

function nameIn({ id, claim }: Row): string {
  return claim?.platform === 'moodle' || claim?.platform === 'brightspace' ? claim.name : id;
}

/** The result in one line. */
export function feedback(row: Row): string {
  const { standing, problem, tests, score, lateness, decision, excused } = row;
  if (excused) return `Excused by ${excuseWords(excused)}`;
  const byHand = decision ? [`Changed to ${decision.score} points: ${decision.reason}`] : [];
  if (standing === 'unusable')
    return [`Cannot be run: ${(problem ?? '').replace(/\s+/g, ' ')}`, ...byHand].join(' ');
  if (standing !== 'graded') return byHand.join(' ');
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
    ...byHand,
  ].join(' ');
}
