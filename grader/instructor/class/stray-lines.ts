/** Lines of the instructor's lists that change nothing, because nobody or several people are meant. Pure. */
import type { Row } from './entry';
import { type ListLine, type ListName, LISTS, linesIn, type SeveralPeople } from './list-lines';
import type { OutputOptions } from './outputs';
import { Naming } from './people/naming';
import { same } from './people/person';
import { sharedPlaces } from './shared-places';

interface StrayLines {
  readonly list: ListName;
  readonly several: readonly SeveralPeople[];
  readonly nobody: readonly ListLine[];
  /** Lines of submissions of which another attempt counts. */
  readonly notCounted: readonly ListLine[];
}

/** @param handedIn the ids of all submissions of the class, not of a part of it */
export function strayLines(
  options: OutputOptions,
  rows: readonly Row[],
  handedIn: readonly string[],
): readonly StrayLines[] {
  const handed = rows.filter(({ standing }) => standing !== 'missing');
  const known = new Set(handed.flatMap(({ id, submission = id }) => [same(id), same(submission)]));
  const all = new Set(handedIn.map(same));
  const naming = new Naming(options.roster?.people ?? []);
  return LISTS.map((list) => {
    const others = linesIn(options, list)
      .filter(({ id }) => !known.has(same(id)))
      .map((line) => ({ line, people: naming.peopleOf(line.id) }));
    const unnamed = others.filter(({ people }) => people.length === 0).map(({ line }) => line);
    return {
      list,
      several: others.filter(({ people }) => people.length > 1),
      nobody: unnamed.filter(({ id }) => !all.has(same(id))),
      notCounted: unnamed.filter(({ id }) => all.has(same(id))),
    };
  });
}

/**
 * Whether a line was meant for somebody and reached nobody, or two lines of the list of submissions name one
 * place: a typing error must not pass for done.
 *
 * @param isPart whether others grade the rest, whom a line may be about
 */
export function hasDoubtfulLines(
  isPart: boolean,
  options: OutputOptions,
  rows: readonly Row[],
  handedIn: readonly string[],
): boolean {
  if (sharedPlaces(rows).length > 0) return true;
  if (isPart) return false;
  return strayLines(options, rows, handedIn).some(
    ({ several, nobody }) => several.length + nobody.length > 0,
  );
}
