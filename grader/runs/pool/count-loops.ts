/** Has another process count the loops of a bundle (loops.ts): its text is never parsed in this one. */
import { createRequire } from 'node:module';
import path from 'node:path';
import type { ProgramText } from '../../world/realm/program';
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

/** A submission that hangs in one test hangs in most, and each would count anew: that takes a second. */
const counted = new WeakMap<ProgramText, Promise<string | undefined>>();

/**
 * Counts once for each program, however many runs of it hang.
 *
 * @param signal of the first that asks; when it is aborted, nobody waits for the answer any more
 * @returns undefined where loops cannot be counted
 */
export function countedLoops(text: ProgramText, signal?: AbortSignal): Promise<string | undefined> {
  const known = counted.get(text);
  if (known) return known;
  const made = countLoops(text.student, signal).then((answer) => {
    // It was called off, or is tried again by whoever asks next.
    if (answer === undefined) counted.delete(text);
    return answer;
  });
  counted.set(text, made);
  return made;
}

async function countLoops(bundle: string, signal?: AbortSignal): Promise<string | undefined> {
  const task: CountTask = { bundle, typescript: resolve('typescript') };
  const end = await askSealed(PROGRAM, task, signal);
  return end.kind === 'answer' && typeof end.answer === 'string' ? end.answer : undefined;
}
