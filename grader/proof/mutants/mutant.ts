/**
 * A mutant: the reference with one mistake that a student might make. The bank of mutants (bank/) tests the
 * grader itself. This file defines the record and applies its edits.
 */
import type { Stage } from '../../contract';

export interface Mutant {
  /** `area/what-is-wrong` */
  readonly id: string;
  /** The student's mistake, in a sentence. */
  readonly mistake: string;
  /** The stage whose tests must catch it, because it teaches what is wrong here. */
  readonly stage: Stage;
  /** Ids of docs/figure-2.md that explain the mistake. The first failure must name one of them. */
  readonly rules: readonly string[];
  /**
   * Words that the first failure's message must contain, because a misleading explanation counts as a
   * missed bug.
   */
  readonly says?: readonly string[];
  /** Why no directed test fails on all of its seeds, if that is so. */
  readonly luck?: string;
  readonly edits: readonly Edit[];
  /** A folder of grader/proof/variants that is edited instead of the reference. */
  readonly of?: string;
}

export interface Edit {
  readonly file: string;
  /** Text that occurs exactly once in the file. */
  readonly find: string;
  readonly replace: string;
}

/** A mistake that is not in the bank, with the reason. */
export interface LeftOut {
  readonly mistake: string;
  readonly reason: string;
}

/** By file name. */
export type Files = Readonly<Record<string, string>>;

/** The mutants of one file of the bank, all of one stage unless they name another. */
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

/** @returns the edited files, or which edits do not fit */
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
