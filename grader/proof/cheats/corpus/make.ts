/** Shorthand for the records of the corpus. */
import type { Cheat, Expected, Pieces, Run } from '../cheat';
import type { Files } from '../../mutants/mutant';

export const SAME: Expected = { come: 'same' };
export const HARMLESS: Expected = { come: 'harmless' };
export const NO_GAIN: Expected = { come: 'no gain' };

export function named(...rules: readonly string[]): Expected {
  return { come: 'named', rules };
}

export function refused(says: string): Expected {
  return { come: 'refused', says };
}

/** A cheat with code around the reference, in a single quick test. */
export function tries(id: string, attempt: string, pieces: Pieces, expected: Expected): Cheat {
  return { id, attempt, base: 'reference', expected, carrier: { kind: 'files', pieces } };
}

/** A cheat with files in addition to the reference's, or instead of them. */
export function brings(
  id: string,
  attempt: string,
  files: Files,
  expected: Expected,
  links: Files = {},
): Cheat {
  return { id, attempt, base: 'reference', expected, carrier: { kind: 'files', files, links } };
}

export function on(runs: readonly Run[], cheat: Cheat): Cheat {
  return { ...cheat, runs };
}

export function over(base: Cheat['base'], cheat: Cheat): Cheat {
  return { ...cheat, base };
}
