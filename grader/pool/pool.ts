/** Runs many tests and seeds on a few child processes, in order, and hands on each result as it comes. */
import { createHash } from 'node:crypto';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import type { ProgramText } from '../realm/program';
import type { RunResult } from '../scenarios/run-result';
import { type Job, Worker } from './worker';

export type { Job } from './worker';
export { GraderFault } from './worker';

export interface PoolOptions {
  readonly child: PreparedChild;
  readonly text: ProgramText;
  readonly onResult: (result: RunResult) => void;
  /** Nothing is gained past one child for each core. */
  readonly workers?: number;
  /** False measures what isolation costs. */
  readonly isolated?: boolean;
  /** Jobs for which this holds are left out when their turn comes. */
  readonly skip?: (job: Job) => boolean;
  readonly signal?: AbortSignal;
}

export interface PreparedChild {
  readonly mainFile: string;
  /** SHA-256 of all code that judges. */
  readonly hash: string;
  readonly dispose: () => void;
}

/** Puts the child's program into a folder of its own, to be disposed of when the work is done. */
export async function prepareChild(): Promise<PreparedChild> {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'raft-lab-')));
  const dispose = () => {
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const { outputFiles } = await build({
      entryPoints: [path.join(__dirname, 'child.ts')],
      bundle: true,
      write: false,
      platform: 'node',
      format: 'cjs',
      target: 'node20',
      charset: 'utf8',
    });
    const mainFile = path.join(folder, 'child.cjs');
    const code = outputFiles[0]?.text ?? '';
    writeFileSync(mainFile, code);
    return { mainFile, hash: createHash('sha256').update(code).digest('hex'), dispose };
  } catch (thrown) {
    dispose();
    throw thrown;
  }
}

/** Runs all jobs and disposes of the child's program. */
export async function runJobs(jobs: readonly Job[], options: PoolOptions): Promise<void> {
  const { child, text, onResult, skip, signal, isolated = true } = options;
  const { mainFile } = child;
  const queue = [...jobs];
  const count = Math.min(options.workers ?? availableParallelism(), jobs.length);
  const workers = Array.from({ length: count }, () => new Worker({ mainFile, text, isolated }));
  const stop = () => {
    queue.length = 0;
    for (const worker of workers) worker.stop();
  };
  signal?.addEventListener('abort', stop);
  try {
    await Promise.all(
      workers.map(async (worker) => {
        for (let job = queue.shift(); job; job = queue.shift()) {
          if (skip?.(job)) continue;
          const result = await worker.run(job);
          if (signal?.aborted) return;
          onResult(result);
        }
      }),
    );
  } finally {
    signal?.removeEventListener('abort', stop);
    stop();
    child.dispose();
  }
}
