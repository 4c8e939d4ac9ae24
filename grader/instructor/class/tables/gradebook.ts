/** The columns of assignments in a gradebook that Canvas, Blackboard or Brightspace exports. Pure. */
import { type Roster, same } from '../people/person';
import { maximumIn } from './cells';

/** A column that takes points. */
interface PointsColumn {
  /** As in the gradebook. */
  readonly name: string;
  /** Undefined if the gradebook does not say it. */
  readonly maximum: number | undefined;
}

interface Found extends PointsColumn {
  /** What the instructor may call it. */
  readonly called: readonly string[];
}

/** Columns of other kinds (totals, letters, texts) are not among them. */
const READERS: Partial<
  Record<Roster['kind'], (name: string, roster: Roster) => Found | undefined>
> = {
  canvas: (name, { head, possible }) => {
    const [, title = '', number] = /^(.*?) \((\d+)\)$/s.exec(name) ?? [];
    if (number === undefined) return undefined;
    const maximum = maximumIn(possible[head.indexOf(name)] ?? '')?.value;
    return { name, maximum, called: [name, title, number] };
  },
  // Lab 2 [Total Pts: 100 Score] |409586
  blackboard: (name) => {
    const [, title = '', points = '', number] =
      /^(.*?) \[Total Pts: ([\d.,]+) Score\] \|(\d+)$/s.exec(name) ?? [];
    if (number === undefined) return undefined;
    return { name, maximum: maximumIn(points)?.value, called: [name, title, number] };
  },
  // Lab 2 Points Grade <Numeric MaxPoints:100 Weight:10>
  brightspace: (name) => {
    const [, title, points = ''] =
      /^(.*?) Points Grade(?: <Numeric MaxPoints:([\d.,]+).*>)?$/s.exec(name) ?? [];
    if (title === undefined) return undefined;
    return { name, maximum: maximumIn(points)?.value, called: [name, title] };
  },
};

export function pointsColumns(roster: Roster | undefined): readonly PointsColumn[] {
  return found(roster);
}

/** @returns undefined if no column is called so, or several are */
export function pointsColumn(roster: Roster | undefined, wanted: string): PointsColumn | undefined {
  const [only, ...others] = found(roster).filter(({ called }) =>
    called.some((text) => same(text) === same(wanted)),
  );
  return others.length === 0 ? only : undefined;
}

function found(roster: Roster | undefined): readonly Found[] {
  const read = roster && READERS[roster.kind];
  if (!read) return [];
  return roster.head.flatMap((name) => read(name, roster) ?? []);
}
