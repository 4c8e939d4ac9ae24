/**
 * Type-checks a submission in a process of its own, in parallel with the grading. The student's
 * tsconfig is not read, so that all submissions are checked alike. The checker sees only the given
 * files.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { askSealed, type SealedProgram } from '../../world/processes/sealed';
import type { SourceFiles } from '../../world/realm/read-folder';
import type { Problem } from '../../report/result';

const GRADER = path.join(__dirname, '..', '..');
const { resolve } = createRequire(__filename);
/** Set by a caller that grades many submissions and does not show type errors. */
const SWITCH = 'RAFT_LAB_TYPES';

export interface TypesTask {
  readonly files: SourceFiles;
  readonly contract: string;
  readonly globals: string;
  /** Path of the TypeScript module. */
  readonly typescript: string;
}

const PROGRAM: SealedProgram = {
  source: path.join(__dirname, 'typecheck-program.ts'),
  reads: [path.join(path.dirname(resolve('typescript/package.json')), '*')],
  // Type-checking takes a second or two.
  cpuSeconds: 20,
  residentMb: 1_000,
  answerBytes: 1_000_000,
};

/** @returns the problems found; none if the checker could not run */
export async function typeErrors(
  files: SourceFiles,
  signal: AbortSignal,
): Promise<readonly Problem[]> {
  if (process.env[SWITCH] === 'off') return [];
  const task: TypesTask = {
    files,
    contract: readFileSync(path.join(GRADER, 'contract.ts'), 'utf8'),
    globals: readFileSync(path.join(GRADER, 'world', 'realm', 'globals.d.ts'), 'utf8'),
    typescript: resolve('typescript'),
  };
  try {
    const end = await askSealed(PROGRAM, task, signal);
    if (end.kind === 'answer') return end.answer as readonly Problem[];
    if (end.kind === 'stopped') return [];
    return [{ file: '', line: 0, message: 'the type checker did not finish and was stopped' }];
  } catch {
    // Type errors do not affect the verdict.
    return [];
  }
}
