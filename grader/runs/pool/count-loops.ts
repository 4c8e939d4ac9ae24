/** Has another process count the loops of a bundle (loops.ts): its text is never parsed in this one. */
import { createRequire } from 'node:module';
import path from 'node:path';
import type { ProgramText } from '../../world/realm/program';
import { askSealed, type SealedProgram } from '../../world/processes/sealed';

const { resolve } = createRequire(__filename);

export interface CountTask {
  readonly bundle: string;
  /** See loops.ts. */
  readonly checks?: number;
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
const counted = new WeakMap<ProgramText, Map<number | undefined, Counted>>();

type Counted = Promise<string | undefined>;

/**
 * Counts once for each program, however many runs of it hang.
 *
 * @param signal of the first that asks; when it is aborted, nobody waits for the answer any more
 * @param checks after how many a loop is endless
 * @returns undefined where loops cannot be counted
 */
export function countedLoops(text: ProgramText, signal?: AbortSignal, checks?: number): Counted {
  const all = counted.get(text) ?? new Map<number | undefined, Counted>();
  counted.set(text, all);
  const known = all.get(checks);
  if (known) return known;
  const task = { bundle: text.student, ...(checks !== undefined && { checks }) };
  const made = countLoops(task, signal).then((answer) => {
    // It was called off, or is tried again by whoever asks next.
    if (answer === undefined) all.delete(checks);
    return answer;
  });
  all.set(checks, made);
  return made;
}

async function countLoops(
  what: Omit<CountTask, 'typescript'>,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const task: CountTask = { ...what, typescript: resolve('typescript') };
  const end = await askSealed(PROGRAM, task, signal);
  return end.kind === 'answer' && typeof end.answer === 'string' ? end.answer : undefined;
}
