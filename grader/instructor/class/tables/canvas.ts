/**
 * A table that Canvas imports into its gradebook. Canvas identifies students by its own columns, so the
 * roster is an exported gradebook. An empty grade changes nothing in Canvas.
 */
import { type ClassRun, exactScore, type Row } from '../entry';
import { type Person, type Roster, same, withSharedIds } from '../people/person';
import { type Cell, csv, scaled, sorted } from './cells';
import { pointsColumn } from './gradebook';

const CANVAS_NAMES = ['ID', 'SIS User ID', 'SIS Login ID'];
/** Columns of the gradebook that identify a student. */
const WHO = [
  'Student',
  'LastName',
  'FirstName',
  ...CANVAS_NAMES,
  'Integration ID',
  'Root Account',
  'Section',
];

/** @param wanted the column's name, its number, or both as in Canvas: `Raft 2C (12345)` */
export function canvasCsv(
  run: ClassRun,
  rows: readonly Row[],
  roster?: Roster,
  wanted: string = run.assignment,
): string {
  const maxScore = Math.max(0, ...rows.map((row) => row.maxScore));
  const known = roster?.kind === 'canvas' ? pointsColumn(roster, wanted) : undefined;
  const column = known?.name ?? wanted;
  const possible = known?.maximum ?? maxScore;
  const score = (row: Row | undefined): Cell =>
    row?.excused ? EXCUSED : row && scaled(exactScore(row), row.maxScore, possible);
  if (roster?.kind !== 'canvas') {
    const names = ['Student', ...CANVAS_NAMES, 'Section'];
    return csv([
      [...names, column],
      ['Points Possible', '', '', '', '', possible],
      // Work that matches nobody is no student; people.csv lists it.
      ...sorted(rows.filter(({ unmatched }) => unmatched === undefined)).map((row) => [
        ...withoutGradebook(row),
        score(row),
      ]),
    ]);
  }
  const who = roster.head.flatMap((name, at) => (WHO.includes(name) ? [at] : []));
  const best = bestRows(rows);
  const unclear = withSharedIds(roster);
  const grade = (person: Person): Cell => {
    if (unclear.includes(person)) return null;
    const row = best.get(person.key);
    return isExcused(person, roster, wanted) && !row?.decision ? EXCUSED : score(row);
  };
  return csv([
    [...who.map((at) => roster.head[at]), column],
    ['Points Possible', ...who.slice(1).map(() => ''), possible],
    ...roster.people.map((person) => [...who.map((at) => person.cells[at]), grade(person)]),
  ]);
}

/** Canvas's mark for students who are excused. A grade would remove it. */
const EXCUSED = 'EX';

/** What Canvas writes if the assignment is not assigned to the student, or is anonymous and not posted yet. */
const NOT_ASSIGNED = 'N/A';

export function isExcused(person: Person, roster: Roster, wanted: string): boolean {
  return same(cellOf(person, roster, wanted)) === same(EXCUSED);
}

export function isNotAssigned(person: Person, roster: Roster, wanted: string): boolean {
  return same(cellOf(person, roster, wanted)) === same(NOT_ASSIGNED);
}

function cellOf({ cells }: Person, roster: Roster, wanted: string): string {
  const column = roster.kind === 'canvas' ? pointsColumn(roster, wanted) : undefined;
  return column ? (cells[roster.head.indexOf(column.name)] ?? '') : '';
}

/** The best of a person's attempts, because a gradebook has one cell per person. */
export function bestRows(rows: readonly Row[]): ReadonlyMap<string, Row> {
  const best = new Map<string, Row>();
  for (const row of rows) {
    if (!row.person || row.unmatched !== undefined) continue;
    const before = best.get(row.person.key);
    if (!before || (exactScore(row) ?? -1) > (exactScore(before) ?? -1))
      best.set(row.person.key, row);
  }
  return best;
}

/** The columns from another kind of roster, else from the claim or the instructor's name for it. */
function withoutGradebook({ id, claim, person }: Row): readonly string[] {
  if (person) {
    const one = (kind: keyof Person['ids']) => person.ids[kind]?.[0] ?? '';
    return [person.name || person.key, one('canvas'), one('sid'), one('login'), ''];
  }
  if (claim?.platform === 'canvas') return [claim.slug, claim.user, '', '', ''];
  return [id, '', '', claim === undefined || claim.platform === 'folders' ? id : '', ''];
}
