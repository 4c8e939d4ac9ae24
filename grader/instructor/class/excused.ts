/** Who is excused: by the instructor's list, or in Canvas's gradebook. Pure. */
import type { Excuse, Row } from './entry';
import type { Person, Roster } from './people/person';
import { isExcused } from './tables/canvas';

interface Gradebook {
  readonly roster?: Roster;
  readonly column?: string;
}

/** Adds Canvas's mark to the row. A score that the instructor gave by hand counts more. */
export function withCanvasExcuse(
  row: Row,
  person: Person | undefined,
  { roster, column = '' }: Gradebook,
): Row {
  if (!person || !roster || row.decision || row.excused) return row;
  return isExcused(person, roster, column) ? { ...row, excused: IN_CANVAS } : row;
}

const IN_CANVAS: Excuse = { by: 'Canvas', reason: 'EX in the gradebook' };

export function excuseWords({ by, reason }: Excuse): string {
  return `${by}: ${reason}`;
}
