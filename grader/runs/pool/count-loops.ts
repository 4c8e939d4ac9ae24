/** Has another process count the loops of a bundle (loops.ts): its text is never parsed in this one. */
import { createRequire } from 'node:module';
import path from 'node:path';
import { askSealed, type SealedProgram } from '../../world/processes/sealed';

const { resolve } = createRequire(__filename);

export interface CountTask {
  readonly bundle: string;
  /** Where TypeScript is. */
  readonly typescript: string;
}

const PROGRAM: SealedProgram = {
  source: path.join(__dirname, 'count-loops-program.ts'),
  reads: [path.join(path.dirname(resolve('typescript/package.json')), '*')],
  // Reading the reference takes less than one second.
  cpuSeconds: 10,
  residentMb: 1_000,
  answerBytes: 24_000_000,
};

/** @returns undefined where they cannot be counted */
export async function countedLoops(
  bundle: string,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const task: CountTask = { bundle, typescript: resolve('typescript') };
  const end = await askSealed(PROGRAM, task, signal);
  return end.kind === 'answer' && typeof end.answer === 'string' ? end.answer : undefined;
}
