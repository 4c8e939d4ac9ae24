/** Mistakes whose report must name them. */
import { CATALOGUE } from '../../grader/judge/scenarios/catalogue';
import { edited, type Edit, type Files } from '../../grader/proof/mutants/mutant';
import { baseOf } from '../../grader/proof/mutants/program';
import { runTest } from '../../grader/runs/pool/run-test';
import { programOf } from './programs';

export interface Named {
  readonly mistake: string;
  readonly by: readonly Edit[];
  readonly test: string;
  readonly rule: string;
  readonly says: RegExp;
}

export async function expectNamed({ by, test: id, rule, says }: Named): Promise<void> {
  const scenario = CATALOGUE.find((one) => one.id === id);
  if (!scenario) throw new Error(`there is no test ${id}`);
  const { failure } = runTest(await programOf(filesOf(by)), scenario, 1);
  expect(failure?.rule).toBe(rule);
  expect(failure?.message).toMatch(says);
}

function filesOf(by: readonly Edit[]): Files {
  const files = edited(baseOf({}), by);
  if (isProblems(files)) throw new Error(files.join('\n'));
  return files;
}

function isProblems(files: Files | readonly string[]): files is readonly string[] {
  return Array.isArray(files);
}
