/** What the importers of Moodle and Canvas check, reimplemented after their sources. */
import { parse } from 'csv-parse/sync';

export interface MoodleSite {
  /** Names of columns in the importing user's language. */
  readonly words: {
    readonly identifier: string;
    readonly grade: string;
    readonly modified: string;
    /** The prefix that Moodle removes from an identifier, only by its length. */
    readonly hidden: string;
  };
  readonly delimiter: string;
  readonly decimal: string;
  readonly maximum: number;
  /** Participants by number, with the time of their last grading in seconds. */
  readonly participants: ReadonlyMap<number, { readonly name: string; readonly gradedAt?: number }>;
}

export type Imported =
  | { readonly refused: string }
  | { readonly grades: ReadonlyMap<string, number>; readonly skipped: readonly string[] };

/** mod/assign/feedback/offline: importgradeslib.php and locallib.php. */
export function moodleImports(text: string, site: MoodleSite): Imported {
  const [head = [], ...lines] = parse(text, {
    bom: true,
    delimiter: site.delimiter,
  }) as unknown as readonly (readonly string[])[];
  const { identifier, grade, modified, hidden } = site.words;
  const at = [identifier, grade, modified].map((name) => head.indexOf(name));
  if (at.includes(-1)) return { refused: 'invalidgradeimport' };
  const grades = new Map<string, number>();
  const skipped: string[] = [];
  for (const cells of lines) {
    const [id = '', given = '', changed = ''] = at.map((place) => cells[place] ?? '');
    const who = site.participants.get(Number.parseInt(id.slice(hidden.length), 10));
    if (!who) {
      skipped.push(`${id}: nobody`);
      continue;
    }
    if (given === '') continue;
    const value = Number(given.replace(site.decimal, '.'));
    const known = Date.parse(changed) / 1_000 || 0;
    if (!(value >= 0 && value <= site.maximum)) skipped.push(`${who.name}: over the maximum`);
    else if (who.gradedAt !== undefined && known < who.gradedAt)
      skipped.push(`${who.name}: graded since`);
    else grades.set(who.name, value);
  }
  return { grades, skipped };
}

/** mod/assign/feedback/file: importziplib.php, is_valid_filename_for_import. */
export function moodleTakesFeedback(
  path: string,
  participants: ReadonlySet<number>,
): { readonly participant: number; readonly file: string } | undefined {
  const base = path.split('/').at(-1) ?? '';
  if (base.startsWith('.') || base.startsWith('~')) return undefined;
  const parts = path.split('/');
  for (let part = parts.shift(); part !== undefined; part = parts.shift()) {
    const words = part.split('_');
    const [, number = '', kind = '', plugin = ''] = words;
    if (words.length < 5 || !/^\d+$/.test(number) || !participants.has(Number(number))) continue;
    if (!/^assign(feedback|submission)$/.test(kind) || plugin !== 'file') continue;
    return {
      participant: Number(number),
      file: [words.slice(4).join('_'), ...parts].join('/'),
    };
  }
  return undefined;
}

/** app/models/assignment.rb, infer_comment_context_from_filename. */
export function canvasTakesFeedback(
  name: string,
  uploads: ReadonlyMap<string, string>,
): string | undefined {
  const parts = name.split('_');
  const [user, upload] = parts.filter((part) => /^\d+$/.test(part));
  if (user === undefined || upload === undefined) return undefined;
  if (parts.at(-1)?.startsWith('link') || name.startsWith('._')) return undefined;
  return uploads.get(upload) === user ? user : undefined;
}

/** lib/gradebook_importer.rb: by ID, else SIS ID, else login; the column by `Name (number)`. */
export function canvasImports(
  text: string,
  site: {
    readonly students: ReadonlyMap<string, string>;
    readonly column: string;
    readonly maximum: number;
  },
): Imported {
  const [head = [], ...lines] = parse(text, { bom: true }) as unknown as readonly string[][];
  if (!head[0]?.startsWith('Student') || !head.includes('ID')) return { refused: 'no header' };
  const column = head.indexOf(site.column);
  if (column === -1) return { refused: 'a new assignment would be made' };
  const possible = lines.find(([first = '']) => /^\s*Points Possible/.test(first));
  if (Number(possible?.[column]) !== site.maximum) return { refused: 'other points possible' };
  const grades = new Map<string, number>();
  const skipped: string[] = [];
  for (const cells of lines.filter((line) => line !== possible)) {
    const name = site.students.get(cells[head.indexOf('ID')] ?? '');
    if (name === undefined) skipped.push(cells[0] ?? '');
    else if (cells[column] !== '') grades.set(name, Number(cells[column]));
  }
  return { grades, skipped };
}
