/**
 * A mutant: the reference with one mistake in it that a student might make. The bank of them (bank.ts)
 * is how the grader itself is graded. This file only says what a record is, and applies its edits.
 */
import type { Stage } from '../../contract';

export interface Mutant {
  /** `area/what-is-wrong` */
  readonly id: string;
  /** What the student did, in a sentence. */
  readonly mistake: string;
  /** The stage whose tests must catch it: the one that teaches what is wrong here. */
  readonly stage: Stage;
  /** Ids of docs/figure-2.md: those that explain the mistake. The first failure must name one. */
  readonly rules: readonly string[];
  /** Words that the first failure's message must have: an explanation that misleads is a bug missed. */
  readonly says?: readonly string[];
  /** Why no directed test fails on each of its seeds, if none does. */
  readonly luck?: string;
  readonly edits: readonly Edit[];
  /** A folder of grader/proof/variants that is edited instead of the reference. */
  readonly of?: string;
}

export interface Edit {
  readonly file: string;
  /** Occurs in the file exactly once. */
  readonly find: string;
  readonly replace: string;
}

/** A mistake that is not in the bank, and why not. */
export interface LeftOut {
  readonly mistake: string;
  readonly reason: string;
}

/** By file name. */
export type Files = Readonly<Record<string, string>>;

/** A file of the bank: mutants of one stage, unless they say another. */
export function inStage(
  stage: Stage,
  mutants: readonly (Omit<Mutant, 'stage'> & Partial<Pick<Mutant, 'stage'>>)[],
): readonly Mutant[] {
  return mutants.map((mutant) => ({ stage, ...mutant }));
}

export function edit(file: string, find: string | readonly string[], ...replace: string[]): Edit {
  const text = typeof find === 'string' ? find : find.join('\n');
  return { file, find: text, replace: replace.join('\n') };
}

/** @returns the edited files, or what does not fit */
export function edited(files: Files, edits: readonly Edit[]): Files | readonly string[] {
  const result: Record<string, string> = { ...files };
  const problems = edits.flatMap(({ file, find, replace }) => {
    const text = result[file];
    if (text === undefined) return [`there is no file ${file}`];
    const times = text.split(find).length - 1;
    if (times !== 1) return [`${file} holds this ${times} times instead of once: ${find}`];
    result[file] = text.replace(find, () => replace);
    return [];
  });
  return problems.length > 0 ? problems : result;
}
