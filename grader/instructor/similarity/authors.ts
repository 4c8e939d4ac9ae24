/** The code to compare: the submissions of a class, by name or by pseudonym. */
import { createHash } from 'node:crypto';
import { whereStood } from '../../command/place';
import { Refusal } from '../../command/run-command';
import { plain } from '../../report/plain';
import { findSubmissions, type Found, type Handed, safeFileName } from '../class/intake';
import type { Hints } from '../class/intake/hints';
import type { SubmissionTimes } from '../class/times';
import { type Author, isSource } from './layout';

const NAME_CHARS_MAX = 80;
const PROBLEM_CHARS_MAX = 300;

/** @throws Refusal if no submission can be read */
export async function authorsIn(
  where: string,
  times: SubmissionTimes,
  hints: Hints,
): Promise<{ readonly authors: readonly Author[]; readonly unread: readonly string[] }> {
  const found = await findSubmissions(whereStood(where), hints);
  if (found.kind === 'problem') throw new Refusal(plain(found.message));
  const authors: Author[] = [];
  const unread: string[] = [];
  for (const one of found.submissions) {
    const { id, files, problem, submittedAt: own } = await opened(one);
    const sources = new Map([...files].filter(([name]) => isSource(name)));
    const why = problem ?? (sources.size === 0 ? 'has no source files' : undefined);
    if (why === undefined) {
      const submittedAt = times.get(id)?.submittedAt ?? own;
      authors.push({
        id,
        name: safeFileName(id),
        files: sources,
        ...(submittedAt !== undefined && { submittedAt }),
      });
    } else unread.push(`${plain(id, NAME_CHARS_MAX)}: ${plain(why, PROBLEM_CHARS_MAX)}`);
  }
  if (authors.length === 0) throw new Refusal(`None of ${plain(where)} can be read.`);
  return { authors, unread };
}

/** If one student's repository is missing, the code of the others is still compared. */
function opened(found: Found): Promise<Pick<Handed, 'id' | 'files' | 'problem' | 'submittedAt'>> {
  return found.open().catch((thrown: unknown) => {
    const problem = thrown instanceof Error ? thrown.message : String(thrown);
    return { id: found.id, files: new Map(), problem };
  });
}

/** With pseudonyms whose order reveals nothing about the real names. */
export function renamed(authors: readonly Author[]): readonly Author[] {
  const hash = (id: string) => createHash('sha256').update(id).digest('hex');
  const hashes = authors.map(({ id }) => hash(id)).sort();
  const digits = String(authors.length).length;
  return authors.map((author) => {
    const number = String(hashes.indexOf(hash(author.id)) + 1).padStart(digits, '0');
    return { ...author, id: `student-${number}`, name: `student-${number}` };
  });
}
