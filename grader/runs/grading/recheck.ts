/**
 * Replays a few of the passed runs, in a fresh process and in another order. The same code, test and
 * seed must give the same digest. A difference means that something other than the submission's Raft
 * affected the run, so that no verdict can be trusted.
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
 * @returns the runs with another digest
 * @throws GraderFault if the grader failed in one, which says nothing about the code
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
 * The choice depends on the code and on all seeds: it is always the same, and an author cannot compute
 * it where some seeds are hidden.
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
