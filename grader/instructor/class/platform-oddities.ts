/** What a platform will not do with the results, and for whom. */
import { someOf } from './class-screen';
import { finalScore, type Row } from './entry';
import { canvasFeedback } from './feedback-zips';
import type { OutputOptions } from './outputs';
import { CANVAS_OTHER_NAME } from './people/match';
import { type Person, type Roster, withSharedIds } from './people/person';
import { isLocked } from './people/worksheet-remarks';
import { isExcused, isNotAssigned } from './tables/canvas';
import { maximumIn } from './tables/cells';
import { pointsColumn, pointsColumns } from './tables/gradebook';
import { plain } from '../../report/plain';

/** Names or ids of those concerned, and what is said about them. */
type Oddity = readonly [concerned: readonly string[], what: string];

export function platformOddities(
  { roster, column = '' }: OutputOptions,
  rows: readonly Row[],
): readonly Oddity[] {
  const scored = new Set(rows.flatMap((row) => (finalScore(row) === null ? [] : row.person?.key)));
  const named = (isSo: (person: NonNullable<typeof roster>['people'][number]) => boolean) =>
    (roster?.people ?? []).filter(isSo).map(({ name, key }) => name || key);
  return [
    [
      rows.filter(({ how }) => how === CANVAS_OTHER_NAME).map(({ id }) => id),
      'Not named after the student with this ID, and perhaps of a group: only this student has a row (groups=FILE says who is in which group)',
    ],
    [
      rows.filter(isWithoutUpload).map(({ id }) => id),
      'Text or a link on Canvas, not an upload, so feedback-canvas.zip has no page for it (attach the page in SpeedGrader)',
    ],
    [
      canvasFeedback(rows).differing.map(({ id, person = { name: id } }) => person.name || id),
      'Of a group whose members have different results. Canvas shows one page to the whole group, so feedback-canvas.zip has none for them (their own pages are in feedback/)',
    ],
    [
      named((person) => roster !== undefined && isExcused(person, roster, column)),
      'Excused in Canvas (EX), and left so in canvas.csv, except for changes by hand',
    ],
    [
      named((person) => roster !== undefined && isNotAssigned(person, roster, column)),
      "With N/A in Canvas's gradebook: the assignment is not assigned to them, and then Canvas drops their grade (or it is anonymous and not posted yet)",
    ],
    [
      (roster ? withSharedIds(roster) : []).map(({ name, key }) => name || key),
      'With the same id as another line of the roster, so the tables for its platform have no grade for them',
    ],
    [
      named((person) => roster !== undefined && scored.has(person.key) && isLocked(person, roster)),
      'Locked or overridden in the gradebook of Moodle, so the import of moodle.csv will not change the grade',
    ],
  ];
}

function isWithoutUpload({ claim, unmatched }: Row): boolean {
  return claim?.platform === 'canvas' && claim.upload === '' && unmatched === undefined;
}

/** What is wrong with the tables for these gradebooks if the column is not known. */
const TAKEN_WITH_COLUMN: Partial<Record<Roster['kind'], string>> = {
  canvas: 'canvas.csv has a column that is not in the gradebook',
  blackboard: 'blackboard.csv was not written',
  brightspace: 'brightspace.csv was not written',
};

/** Sentences about the whole table. */
export function tableOddities(
  { roster, column = '' }: OutputOptions,
  rows: readonly Row[],
): readonly string[] {
  const lacking = roster && TAKEN_WITH_COLUMN[roster.kind];
  if (roster && lacking !== undefined) {
    const known = pointsColumn(roster, column);
    if (known?.maximum !== undefined) return [];
    if (known)
      return [
        `The gradebook does not say how many points ${plain(known.name, 80)} has, so ${roster.kind}.csv has the points of the grading, unchanged.`,
      ];
    const names = pointsColumns(roster).map(({ name }) => plain(name, 80));
    const has = names.length === 0 ? 'no column for points' : names.join(', ');
    return [
      `${lacking}: say with column= which column of the gradebook is this assignment's. It has: ${has}.`,
    ];
  }
  const isMoodle = roster?.kind === 'moodle';
  if (isMoodle && roster.columns.has('grade') && !roster.columns.has('maximum'))
    return [
      "Moodle's worksheet has no maximum grade: the assignment has a scale, or no grade. Moodle ignores the numbers of moodle.csv.",
    ];
  if (isMoodle && roster.columns.has('grade')) return unscaledOnMoodle(roster);
  if (!isMoodle && rows.some(({ claim }) => claim?.platform === 'moodle'))
    return [
      "moodle.csv contains no identifiers for Moodle: for that, give its grading worksheet as roster= (a number after a name may be a group's).",
    ];
  return [];
}

/** Whose maximum in the worksheet does not say how to scale a grade. */
function unscaledOnMoodle({ people, columns }: Roster): readonly string[] {
  const maximumOf = ({ cells }: Person) => cells[columns.get('maximum') ?? -1] ?? '';
  const without = people.filter((person) => maximumIn(maximumOf(person)) === undefined);
  const [first] = without;
  if (!first) return [];
  const whose =
    without.length === people.length
      ? ''
      : ` for ${someOf(without.map(({ name, key }) => name || key))}`;
  return [
    `The maximum grade in Moodle's worksheet is no number above 0 (${JSON.stringify(plain(maximumOf(first), 40))})${whose}, so moodle.csv has the points of the grading, unchanged.`,
  ];
}
