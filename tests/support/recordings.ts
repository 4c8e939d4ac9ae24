/** Recordings of real runs of the reference and of mutants, made in this process. Each is made once. */
import { BANK } from '../../grader/proof/mutants/bank';
import { programOf } from '../../grader/proof/mutants/program';
import { Story } from '../../grader/student/story/story';
import { bundlePrelude } from '../../grader/world/realm/bundle';
import { Program } from '../../grader/world/realm/program';
import { record } from '../../grader/runs/replay/record';
import type { Recording } from '../../grader/runs/replay/recording';
import { CATALOGUE } from '../../grader/judge/scenarios/catalogue';
import { referenceProgram } from './programs';

export interface Run {
  readonly recording: Recording;
  readonly story: Story;
}

/** A run of a test with the reference. */
export async function passingRun(test: string, seed = 1): Promise<Run> {
  return runOf(await referenceProgram(), test, seed);
}

/** A run of a test with a mutant of the bank. */
export async function mutantRun(id: string, test: string, seed = 1): Promise<Run> {
  const mutant = BANK.find((one) => one.id === id);
  if (!mutant) throw new Error(`there is no mutant ${id}`);
  const text = await programOf(mutant, await bundlePrelude());
  if (!('student' in text)) throw new Error(text.join('\n'));
  return runOf(new Program(text), test, seed);
}

function runOf(program: Program, id: string, seed: number): Run {
  const test = CATALOGUE.find((one) => one.id === id);
  if (!test) throw new Error(`there is no test ${id}`);
  const { recording } = record(program, test, seed);
  return { recording, story: new Story(recording) };
}
