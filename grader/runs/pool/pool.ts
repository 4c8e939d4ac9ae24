/** Runs many tests and seeds on a few child processes, in order, and reports each result as it arrives. */
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { discard, temporaryFolder } from '../../world/processes/temporary';
import type { ProgramText } from '../../world/realm/program';
import type { RunResult } from '../../judge/scenarios/run-result';
import { SHORT, USUAL } from './limits';
import { GraderFault } from './runner';
import { KnownLoops } from './known-loops';
import type { Job } from './messages';
import { Worker } from './worker';

export { GraderFault } from './runner';
export type { Job } from './messages';

interface PoolOptions {
  readonly child: PreparedChild;
  readonly text: ProgramText;
  /** @param byForce whether the run was ended by force, or ended its process */
  readonly onResult: (result: RunResult, byForce: boolean) => void;
  /** Called when the grader has failed in a run. Without it, such a failure ends all runs. */
  readonly onFault?: (job: Job, text: string) => void;
  /** More than one child for each core gains nothing. */
  readonly workers?: number;
  /** False measures the cost of isolation. */
  readonly isolated?: boolean;
  /** Jobs for which this holds are skipped when their turn comes. */
  readonly skip?: (job: Job) => boolean;
  readonly signal?: AbortSignal;
  /** Called after each run with its processor time, if the system reports it. */
  readonly onCpu?: (seconds: number) => void;
}

export interface PreparedChild {
  readonly mainFile: string;
  /** SHA-256 of all judging code. */
  readonly hash: string;
  readonly dispose: () => void;
}

/**
 * The child's program cannot be written to a temporary folder. The machine's set-up is at fault, not
 * the grader.
 */
export class NoTemporaryFolder extends Error {
  /** @param code the system's error code */
  constructor(
    message: string,
    readonly code: string,
  ) {
    super(message);
  }
}

/** After this many runs were ended by force, the others get less time. */
const FORCED_RUNS_BORNE = 2;

/**
 * Puts the child's program into a folder of its own. The caller must dispose of it.
 *
 * @param source a program other than the one that runs tests
 */
export async function prepareChild(
  source = path.join(__dirname, 'run-child.ts'),
): Promise<PreparedChild> {
  const { outputFiles } = await build({
    entryPoints: [source],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    charset: 'utf8',
    // Comments would contain the kit's path, but the hash must be the same everywhere.
    minifyWhitespace: true,
    legalComments: 'none',
  });
  const code = outputFiles[0]?.text ?? '';
  const { file, dispose } = temporaryFile('child.cjs', code);
  return { mainFile: file, hash: createHash('sha256').update(code).digest('hex'), dispose };
}

/** @throws NoTemporaryFolder */
function temporaryFile(name: string, content: string): { file: string; dispose: () => void } {
  let folder: string | undefined;
  const dispose = () => {
    process.off('exit', dispose);
    if (folder !== undefined) discard(folder);
  };
  process.on('exit', dispose);
  try {
    folder = temporaryFolder('child');
    const file = path.join(folder, name);
    writeFileSync(file, content);
    return { file, dispose };
  } catch (thrown) {
    dispose();
    const { code = 'EUNKNOWN' } = thrown as NodeJS.ErrnoException;
    throw new NoTemporaryFolder(
      `The grader cannot write its temporary files (${code}) to\n  ${tmpdir()}\nFree some space there, or set TMPDIR to a folder that exists and is writable.`,
      code,
    );
  }
}

/** Runs all jobs. The caller disposes of the child's program. */
export async function runJobs(jobs: readonly Job[], options: PoolOptions): Promise<void> {
  const { child, text, onResult, onFault, onCpu, signal, isolated = true } = options;
  const { mainFile } = child;
  const agenda = new Agenda(jobs, options.skip);
  const count = Math.min(options.workers ?? availableParallelism(), jobs.length);
  const knownLoops = new KnownLoops();
  const workers = Array.from(
    { length: count },
    () => new Worker({ mainFile, text, isolated, knownLoops }),
  );
  const stop = () => {
    agenda.clear();
    for (const worker of workers) worker.stop();
  };
  signal?.addEventListener('abort', stop);
  if (signal?.aborted) stop();
  try {
    await Promise.all(
      workers.map(async (worker) => {
        for (let job = agenda.next(); job; job = agenda.next()) {
          const patience = agenda.forced < FORCED_RUNS_BORNE ? USUAL : SHORT;
          const verdict = await worker.run(job, patience);
          onCpu?.(worker.spentSeconds());
          if (verdict.kind === 'stopped') return;
          agenda.done(job, verdict.kind === 'result' && verdict.byForce);
          if (verdict.kind === 'result') onResult(verdict.result, verdict.byForce);
          else if (onFault) onFault(job, verdict.text);
          else throw new GraderFault(`${job.test} seed ${job.seed}: ${verdict.text}`);
        }
      }),
    );
  } finally {
    signal?.removeEventListener('abort', stop);
    stop();
  }
}

/** Chooses the next job. */
class Agenda {
  readonly #left: Job[];
  readonly #underWay: Job[] = [];
  forced = 0;

  constructor(
    jobs: readonly Job[],
    private readonly skip: (job: Job) => boolean = () => false,
  ) {
    this.#left = [...jobs];
  }

  /** In order; but once a run was ended by force, a test's next seed waits for the one before. */
  next(): Job | undefined {
    for (;;) {
      const free = this.#left.findIndex(
        ({ test }) => this.forced === 0 || this.#underWay.every((other) => other.test !== test),
      );
      const [job] = this.#left.splice(Math.max(free, 0), 1);
      if (!job) return undefined;
      if (this.skip(job)) continue;
      this.#underWay.push(job);
      return job;
    }
  }

  done(job: Job, byForce: boolean): void {
    this.#underWay.splice(this.#underWay.indexOf(job), 1);
    if (byForce) this.forced++;
  }

  clear(): void {
    this.#left.length = 0;
  }
}
