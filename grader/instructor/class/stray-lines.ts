/** Lines of the instructor's lists that change nothing, because nobody or several people are meant. Pure. */
import type { Row } from './entry';
import type { OutputOptions } from './outputs';
import { Naming } from './people/naming';
import { same } from './people/person';
import { sharedPlaces } from './shared-places';

interface StrayLines {
  readonly list: 'times' | 'overrides' | 'extensions';
  /** What the lines call several people. */
  readonly several: readonly string[];
  readonly nobody: readonly string[];
  /** Submissions of which another attempt counts. */
  readonly notCounted: readonly string[];
}

/** @param handedIn the ids of all submissions of the class, not of a part of it */
export function strayLines(
  { times, overrides = [], extensions = [], roster }: OutputOptions,
  rows: readonly Row[],
  handedIn: readonly string[],
): readonly StrayLines[] {
  const handed = rows.filter(({ standing }) => standing !== 'missing');
  const known = new Set(handed.flatMap(({ id, submission = id }) => [same(id), same(submission)]));
  const all = new Set(handedIn.map(same));
  const naming = new Naming(roster?.people ?? []);
  const strayIn = (list: StrayLines['list'], ids: Iterable<string>): StrayLines => {
    const others = [...ids].filter((id) => !known.has(same(id)));
    const unnamed = others.filter((id) => naming.personOf(id) === undefined);
    return {
      list,
      several: others.filter((id) => naming.personOf(id) === 'several'),
      nobody: unnamed.filter((id) => !all.has(same(id))),
      notCounted: unnamed.filter((id) => all.has(same(id))),
    };
  };
  return [
    strayIn('times', times?.keys() ?? []),
    strayIn('overrides', idsIn(overrides)),
    strayIn('extensions', idsIn(extensions)),
  ];
}

function idsIn(lines: readonly { readonly id: string }[]): readonly string[] {
  return lines.map(({ id }) => id);
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
