/** Finds the name that someone probably meant. Knows nothing of flags, stages or tests. */
import { distance } from 'fastest-levenshtein';

/** Half of all typing mistakes swap two letters ("sede"), which plain edit distance counts as two. */
function mistakes(typed: string, name: string): number {
  const sorted = (word: string): string => Array.from(word).sort().join('');
  return sorted(typed) === sorted(name) && typed !== name ? 1 : distance(typed, name);
}

/** How many mistakes are forgiven in a word of this length. */
function allowed(length: number): number {
  if (length <= 3) return 1;
  return length <= 7 ? 2 : 3;
}

/**
 * The known name nearest to what was typed, if one is near enough to ask "did you mean ...?".
 *
 * @param limit most mistakes to forgive; by default it grows with the length of the word
 */
export function nearest(
  typed: string,
  names: readonly string[],
  limit: number = allowed(typed.length),
): string | undefined {
  const word = typed.toLowerCase();
  let best: string | undefined;
  let fewest = Math.min(limit, word.length - 1) + 1;
  for (const name of names) {
    const count = mistakes(word, name.toLowerCase());
    if (count < fewest) [best, fewest] = [name, count];
  }
  return best;
}
