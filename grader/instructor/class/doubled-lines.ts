/** Lines of the instructor's lists that say two things about one person. */
import { Refusal } from '../../command/run-command';
import type { Row } from './entry';
import { bothWords, fileOf, type ListLine, LISTS, linesIn, personWords } from './list-lines';
import type { OutputOptions } from './outputs';
import { Naming } from './people/naming';
import { type Person, same } from './people/person';

/**
 * Of two lines about one person, only one could count, and which one is meant is not known.
 *
 * @param handedIn the ids of all submissions: of those, a person may have several
 */
export function refuseDoubled(
  options: OutputOptions,
  rows: readonly Row[],
  handedIn: readonly string[],
): void {
  const submissions = new Set(handedIn.map(same));
  const personOf = persons(options, rows);
  for (const list of LISTS) {
    const about = new Map<Person, ListLine>();
    for (const line of linesIn(options, list).filter(({ id }) => !submissions.has(same(id)))) {
      const person = personOf(line.id);
      if (!person) continue;
      const before = about.get(person);
      if (before)
        throw new Refusal(
          `${fileOf(options, list)} has two lines about ${personWords(person)}, and only one can count: ${bothWords(before, line)}. Keep one of them.`,
        );
      about.set(person, line);
    }
  }
}

/**
 * Of a submission's own line and one for a person who handed it in, only one time can count, and only one
 * number of free days. The days may be in the other line than the time.
 */
export function refuseTwoTimes(rows: readonly Row[], options: OutputOptions): void {
  const times = [...(options.times ?? [])].map(([id, submitted]) => ({ id, ...submitted }));
  const kinds = [
    ['times', times.filter(({ submittedAt }) => submittedAt !== undefined)],
    ['numbers of free days', times.filter(({ freeDaysUsed }) => freeDaysUsed > 0)],
  ] as const;
  for (const [what, lines] of kinds)
    for (const { person, submission, own } of pairsIn(options, rows, lines))
      throw new Refusal(
        `${fileOf(options, 'times')} has two ${what} for ${personWords(person)}, and only one can count: ${bothWords(submission, own)}. One line is about the submission and one about the person: keep one of them.`,
      );
}

/** Lines for a submission and for a person who handed it in, in words. The line for the person counts. */
export function twiceIn(
  options: OutputOptions,
  rows: readonly Row[],
  list: 'overrides' | 'extensions',
): readonly string[] {
  const pairs = pairsIn(options, rows, linesIn(options, list));
  return pairs.map(({ submission, own }) => bothWords(submission, own));
}

interface LinePair<Line> {
  readonly person: Person;
  readonly submission: Line;
  readonly own: Line;
}

function pairsIn<Line extends ListLine>(
  options: OutputOptions,
  rows: readonly Row[],
  lines: readonly Line[],
): readonly LinePair<Line>[] {
  const personOf = persons(options, rows);
  return rows.flatMap(({ submission: handed, person: short }) => {
    const submission = lines.find(({ id }) => same(id) === same(handed ?? ''));
    if (!short || handed === undefined || !submission) return [];
    const own = lines.find((line) => line !== submission && personOf(line.id)?.key === short.key);
    const person = own && personOf(own.id);
    const isAnothers = (personOf(submission.id)?.key ?? short.key) !== short.key;
    return person && !isAnothers ? [{ person, submission, own }] : [];
  });
}

/** Whom a line is about: by the roster, or by the id of the person's own row in a group. */
function persons(
  { roster }: OutputOptions,
  rows: readonly Row[],
): (id: string) => Person | undefined {
  const people = roster?.people ?? [];
  const naming = new Naming(people);
  const ofRows = new Map(
    rows.flatMap(({ id, submission, person }) =>
      person && submission !== undefined && submission !== id
        ? [[same(id), people.find(({ key }) => key === person.key)] as const]
        : [],
    ),
  );
  return (id) => {
    const known = naming.personOf(id);
    return known === 'several' ? undefined : (known ?? ofRows.get(same(id)));
  };
}
