/**
 * Plays a few of the runs that passed once more, in a process that has seen nothing else and in another
 * order. The same code, test and seed give the same digest; anything else means that something other
 * than the submission's Raft had a hand in it, and that no verdict can be trusted.
 */
import { createHash } from 'node:crypto';
import { type Job, type PreparedChild, runJobs } from '../pool/pool';
import type { ProgramText } from '../../world/realm/program';
import type { TestResult } from '../../report/result';
import type { Seed } from '../../world/sim/seed';

export interface Played {
  readonly tests: readonly TestResult[];
  /** All seeds of a test, in the order in which they count. */
  readonly seedsOf: (id: string) => readonly Seed[];
  readonly text: ProgramText;
}

/**
 * @returns those that came out differently
 * @throws GraderFault if the grader failed in one: that says nothing about the code
 */
export async function recheck(
  played: Played,
  count: number,
  child: PreparedChild,
  signal: AbortSignal,
): Promise<readonly Job[]> {
  const digests = new Map(passedRuns(played).map((run) => [nameOf(run), run.digest]));
  const differing: Job[] = [];
  await runJobs(sample(played, count), {
    child,
    text: played.text,
    workers: 1,
    signal,
    onResult: (result) => {
      if (result.digest !== digests.get(nameOf(result))) differing.push(result);
    },
  });
  return differing;
}

interface PassedRun extends Job {
  readonly digest: string;
}

function passedRuns({ tests, seedsOf }: Played): readonly PassedRun[] {
  return tests
    .filter(({ status }) => status === 'passed')
    .flatMap(({ id, digests }) => {
      const seeds = seedsOf(id);
      return digests.map((digest, i) => ({ test: id, seed: seeds[i] ?? 0, digest }));
    });
}

/**
 * Which ones are looked at depends on the code and on all seeds: the same each time, and nothing that an
 * author can try out beforehand where some seeds are hidden.
 */
function sample(played: Played, count: number): readonly Job[] {
  const passed = passedRuns(played);
  const all = passed.map(nameOf).join();
  const drawn = (run: Job) =>
    createHash('sha256')
      .update(JSON.stringify([played.text.student, all, nameOf(run)]))
      .digest('hex');
  return passed
    .map((run) => ({ run, draw: drawn(run) }))
    .sort((a, b) => (a.draw < b.draw ? -1 : 1))
    .slice(0, count)
    .map(({ run: { test, seed } }) => ({ test, seed }));
}

function nameOf({ test, seed }: Job): string {
  return `${test} ${seed}`;
}
