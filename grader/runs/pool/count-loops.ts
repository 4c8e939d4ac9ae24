/**
 * Has another process add loop counters to a bundle (loops.ts): the bundle's text is never parsed in
 * this one.
 */
import { createRequire } from 'node:module';
import path from 'node:path';
import type { ProgramText } from '../../world/realm/program';
import { askSealed, type SealedProgram } from '../../world/processes/sealed';

const { resolve } = createRequire(__filename);

export interface CountTask {
  readonly bundle: string;
  /** See loops.ts. */
  readonly checks?: number;
  /** Path of the TypeScript module. */
  readonly typescript: string;
}

const PROGRAM: SealedProgram = {
  source: path.join(__dirname, 'count-loops-program.ts'),
  reads: [path.join(path.dirname(resolve('typescript/package.json')), '*')],
  // Processing the reference takes less than one second.
  cpuSeconds: 10,
  residentMb: 1_000,
  answerBytes: 24_000_000,
};

/**
 * Cached, because a submission that hangs in one test hangs in most, and adding the counters takes a
 * second.
 */
const counted = new WeakMap<ProgramText, Map<number | undefined, Counted>>();

type Counted = Promise<string | undefined>;

/**
 * Adds the counters once for each program, however many runs of it hang.
 *
 * @param signal of the first caller; when it is aborted, the answer is no longer needed
 * @param checks after how many checks a loop counts as endless
 * @returns undefined where loops cannot be counted
 */
export function countedLoops(text: ProgramText, signal?: AbortSignal, checks?: number): Counted {
  const all = counted.get(text) ?? new Map<number | undefined, Counted>();
  counted.set(text, all);
  const known = all.get(checks);
  if (known) return known;
  const task = { bundle: text.student, ...(checks !== undefined && { checks }) };
  const made = countLoops(task, signal).then((answer) => {
    // The task was aborted or failed, so the next caller tries again.
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
