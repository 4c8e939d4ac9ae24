/** What Moodle's worksheet says about a student's work that the instructor should know. Pure. */
import { type Person, type Roster, same } from './person';

/**
 * Moodle also exports drafts that a student has not submitted yet, marked in the language of its headings.
 */
const DRAFT = /^(draft \(|entwurf|brouillon|borrador|草稿)/i;

/** How Moodle says no in the column that tells whether a grade can be changed. */
const NO = new Set([
  ...['no', 'nein', 'non', 'não', 'nee', 'nej', 'nei', 'ei', 'nie', 'ne', 'nem', 'nu', 'nē'],
  ...[
    'hayır',
    'όχι',
    'нет',
    'ні',
    'не',
    'không',
    'tidak',
    'لا',
    'לא',
    '否',
    'いいえ',
    '아니오',
    '아니요',
  ],
]);

export function worksheetRemarks(person: Person, roster: Roster): readonly string[] {
  if (roster.kind !== 'moodle') return [];
  const draft = person.cells.find((cell) => DRAFT.test(cell.trim()));
  return [
    ...(draft === undefined ? [] : [`Moodle's worksheet says of it: ${draft.trim()}`]),
    ...(isLocked(person, roster)
      ? [
          "The grade is locked or overridden in Moodle's gradebook, so the import of moodle.csv will not change it.",
        ]
      : []),
  ];
}

/** Moodle refuses to import a grade that is locked or overridden in its gradebook. */
export function isLocked({ cells }: Person, { kind, columns }: Roster): boolean {
  const at = columns.get('changeable');
  return kind === 'moodle' && at !== undefined && NO.has(same(cells[at] ?? ''));
}
