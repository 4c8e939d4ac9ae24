/**
 * A table that Canvas imports into its gradebook. Canvas knows students by its own columns, so the roster
 * is a gradebook that was exported from there. An empty grade changes nothing in Canvas.
 */
import type { ClassRun, Row } from '../entry';
import { csv, scoreOf, sorted } from './cells';
import { CANVAS_NAMES, lineOf, numberIn, type Roster } from './roster';

/** @param column as Canvas writes it, such as `Raft 2C (12345)`; else it makes a new assignment */
export function canvasCsv(
  run: ClassRun,
  rows: readonly Row[],
  roster?: Roster,
  column: string = run.assignment,
): string {
  const maxScore = Math.max(0, ...rows.map((row) => row.maxScore));
  return csv([
    ['Student', ...CANVAS_NAMES, 'Section', column],
    ['Points Possible', '', '', '', '', maxScore],
    ...sorted(rows).map((row) => [...studentOf(row, roster), scoreOf(row)]),
  ]);
}

function studentOf({ id }: Row, roster: Roster | undefined): readonly string[] {
  const line = lineOf(roster, CANVAS_NAMES, [id, numberIn(id) ?? '']);
  if (!line) return [id, '', '', id, ''];
  return ['Student', ...CANVAS_NAMES, 'Section'].map((column) => line[column] ?? '');
}
