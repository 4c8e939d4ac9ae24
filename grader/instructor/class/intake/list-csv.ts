/** A list of repositories as CSV, such as GitHub Classroom's. Pure. */
import { readTable } from '../people/table';

const IDS = ['id', 'roster_identifier', 'identifier', 'login', 'user', 'username', 'github'];
const MORE_IDS = ['github_username', 'student', 'name'];
const CLASSROOM = 'student_repository_url';
const PLACES = ['repository', 'repo', CLASSROOM, 'address', 'url', 'link'];
const MORE_PLACES = ['folder', 'path'];
const COMMITS = ['commit', 'branch'];
const ACCOUNTS = ['github_username', 'github'];

/** A line as id, address, and perhaps a commit. */
export interface CsvLine {
  readonly number: number;
  readonly words: readonly string[];
  /** The account on GitHub, if the line has it beside another id. */
  readonly account?: string;
}

/** @returns undefined if the first line does not name the columns of a CSV */
export function csvLines(text: string): readonly CsvLine[] | undefined {
  if (!/^[^\r\n]*[,;]/.test(text)) return undefined;
  const table = readTable(text);
  if ('problem' in table) return undefined;
  const head = table.head.map((name) => name.toLowerCase());
  const columns = (names: readonly string[]) =>
    names.map((name) => head.indexOf(name)).filter((at) => at !== -1);
  const [ids, places] = [columns([...IDS, ...MORE_IDS]), columns([...PLACES, ...MORE_PLACES])];
  if (ids.length === 0 || places.length === 0) return undefined;
  return table.lines.flatMap((cells, at) => {
    const first = (of: readonly number[]) =>
      of.map((column) => (cells[column] ?? '').trim()).find((cell) => cell !== '') ?? '';
    const place = first(places);
    // On GitHub Classroom, who has not accepted the assignment yet has no repository.
    if (place === '' && head.includes(CLASSROOM)) return [];
    const commit = first(columns(COMMITS));
    const [id, account] = [first(ids), first(columns(ACCOUNTS))];
    return [
      {
        number: table.numbers[at] ?? 0,
        words: [id, place, ...(commit === '' ? [] : [commit])],
        ...(account !== '' && account !== id && { account }),
      },
    ];
  });
}
