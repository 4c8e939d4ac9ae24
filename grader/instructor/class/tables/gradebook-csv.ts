/**
 * A table that Blackboard or Brightspace imports into its gradebook. Both identify students and the
 * assignment by their own columns, so the roster is an exported gradebook. Only students with a score are in
 * it, so the import changes nothing else.
 */
import { type ClassRun, exactScore, type Row } from '../entry';
import { type Roster, same, withSharedIds } from '../people/person';
import { bestRows } from './canvas';
import { type Cell, csv, scaled } from './cells';
import { pointsColumn } from './gradebook';

/** Columns that identify a student, for the import or for a reader. */
const WHO: Partial<Record<Roster['kind'], readonly string[]>> = {
  blackboard: ['Last Name', 'First Name', 'Username'],
  brightspace: ['OrgDefinedId', 'Username'],
};

/** Brightspace's last column, and its mark in each line: without them, a last empty cell may get lost. */
const END_OF_LINE = ['End-of-Line Indicator', '#'] as const;

/** @returns undefined if the roster is not a gradebook with this column */
export function gradebookCsv(
  run: ClassRun,
  rows: readonly Row[],
  roster: Roster | undefined,
  wanted: string = run.assignment,
): string | undefined {
  const column = pointsColumn(roster, wanted);
  const known = roster && WHO[roster.kind];
  if (!column || !known) return undefined;
  const isKnown = (name: string) => known.some((one) => same(one) === same(name));
  const who = roster.head.flatMap((name, at) => (isKnown(name) ? [at] : []));
  const [end, mark] = roster.kind === 'brightspace' ? END_OF_LINE : [];
  const best = bestRows(rows);
  const unclear = withSharedIds(roster);
  const lines = roster.people.flatMap((person): readonly (readonly Cell[])[] => {
    const row = best.get(person.key);
    const score = row && !row.excused ? exactScore(row) : null;
    if (!row || score === null || unclear.includes(person)) return [];
    const grade = scaled(score, row.maxScore, column.maximum ?? row.maxScore);
    return [[...who.map((at) => person.cells[at]), grade, ...(mark ? [mark] : [])]];
  });
  const head = [...who.map((at) => roster.head[at]), column.name, ...(end ? [end] : [])];
  return csv([head, ...lines]);
}
