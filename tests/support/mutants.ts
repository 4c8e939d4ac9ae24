/** Programs of the bank's mutants, for tests that need failing code. */
import { BANK } from '../../grader/proof/mutants/bank';
import { edited, type Files } from '../../grader/proof/mutants/mutant';
import { baseOf } from '../../grader/proof/mutants/program';
import { Program } from '../../grader/world/realm/program';
import { bundleOf } from './programs';

export function mutantFiles(id: string): Files {
  const mutant = BANK.find((one) => one.id === id);
  if (!mutant) throw new Error(`there is no mutant ${id}`);
  const files = edited(baseOf(mutant), mutant.edits);
  if (Array.isArray(files)) throw new Error(files.join('\n'));
  return files as Files;
}

export async function mutantProgram(id: string): Promise<Program> {
  return new Program(await bundleOf(mutantFiles(id)));
}
