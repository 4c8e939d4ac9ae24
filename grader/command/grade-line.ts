/** Writes `npm run grade` lines that a person can paste into a shell. Does not read them. */
import type { Seed } from '../world/sim/seed';

/** Whose code is graded. */
export type GradeTarget =
  | { readonly kind: 'labs' }
  | { readonly kind: 'solution' }
  | { readonly kind: 'folder'; readonly path: string };

/** One run of one test. */
export interface GradeLineParts {
  /** The test's full id, such as `2C/figure-8`. */
  readonly id: string;
  readonly seed: Seed;
  readonly target: GradeTarget;
}

/** The line that replays exactly one run. It has no flags, because npm keeps those for itself. */
export function gradeLine({ id, seed, target }: GradeLineParts): string {
  const slash = id.indexOf('/');
  const words = [id.slice(0, slash), `only=${id.slice(slash + 1)}`, `seed=${seed}`];
  return pasteLine([...words, ...targetWords(target)]);
}

/** The options that name the graded code; none for labs/raft. */
export function targetWords(target: GradeTarget): readonly string[] {
  switch (target.kind) {
    case 'labs':
      return [];
    case 'solution':
      return ['solution'];
    case 'folder':
      return [`dir=${target.path}`];
  }
}

/** A command followed by the words, each quoted if the shell would otherwise change it. */
export function pasteLine(words: readonly string[], command = 'npm run grade'): string {
  return [command, ...words.map(quoted)].join(' ');
}

function quoted(word: string): string {
  if (/^[\w./:@%+,=-]+$/.test(word)) return word;
  const equals = /^[\w-]+=/.exec(word)?.[0] ?? '';
  const rest = word.slice(equals.length);
  // Double quotes are understood by every shell, Windows included; single ones only where needed.
  if (!/["$`!]|\\\\|\\$/.test(rest)) return `${equals}"${rest}"`;
  return `${equals}'${rest.replaceAll("'", `'\\''`)}'`;
}
