/**
 * The parent's side: a submission, bundled once, and a child that records its runs and plays schedules
 * with it, under the same limits as in a grading.
 */
import path from 'node:path';
import { USUAL } from '../pool/limits';
import { GraderFault, type PreparedChild, prepareChild } from '../pool/pool';
import { Worker } from '../pool/worker';
import { bundleFolder, bundlePrelude, type BundleProblem } from '../../world/realm/bundle';
import { STUDENT_SCRIPT } from '../../world/realm/program';
import { Sources } from '../../report/place';
import type { RunResult } from '../../judge/scenarios/run-result';
import { codeOf } from './code';
import type { ReplayAnswer, ReplayJob } from './replay-job';
import type { Seed } from '../../world/sim/seed';

type Replayed =
  | { readonly kind: 'answer'; readonly answer: ReplayAnswer }
  /** The code never came back, or ended its process: there is a verdict, and no recording. */
  | { readonly kind: 'ended'; readonly result: RunResult }
  | { readonly kind: 'interrupted' };

export class Replayer {
  private constructor(
    private readonly child: PreparedChild,
    private readonly worker: Worker,
    /** Finds places in the student's own files. */
    readonly sources: Sources,
    private readonly folder: string,
  ) {}

  /**
   * @returns the problems of the folder if it cannot be bundled
   * @throws NoTemporaryFolder
   */
  static async open(
    folder: string,
  ): Promise<
    | { readonly kind: 'open'; readonly replayer: Replayer }
    | { readonly kind: 'unusable'; readonly problems: readonly BundleProblem[] }
  > {
    const bundle = await bundleFolder(folder, await bundlePrelude());
    if (!('text' in bundle)) return { kind: 'unusable', problems: bundle };
    const child = await prepareChild(path.join(__dirname, 'replay-child.ts'));
    const worker = new Worker({ mainFile: child.mainFile, text: bundle.text, isolated: true });
    const sources = new Sources(bundle.map, STUDENT_SCRIPT);
    return { kind: 'open', replayer: new Replayer(child, worker, sources, folder) };
  }

  /**
   * Only one job at a time.
   *
   * @param seconds processor time that the job may take beyond that of one run
   * @throws GraderFault
   */
  async ask(job: ReplayJob, signal?: AbortSignal, seconds = 0): Promise<Replayed> {
    if (signal?.aborted) return { kind: 'interrupted' };
    const stop = () => {
      this.worker.stop();
    };
    signal?.addEventListener('abort', stop);
    try {
      const patience = { ...USUAL, runCpuSeconds: USUAL.runCpuSeconds + seconds };
      const verdict = await this.worker.run({ test: JSON.stringify(job), seed: 0 }, patience);
      if (verdict.kind === 'stopped') return { kind: 'interrupted' };
      if (verdict.kind === 'fault') throw new GraderFault(verdict.text);
      const { extra, result, byForce } = verdict;
      if (byForce || extra === undefined)
        return { kind: 'ended', result: { ...result, seed: seedOf(job) } };
      const answer = JSON.parse(extra) as ReplayAnswer;
      const { origins = [], ...recording } = answer.recording;
      const code = codeOf(origins, this.sources, this.folder);
      return { kind: 'answer', answer: { ...answer, recording: { ...recording, code } } };
    } finally {
      signal?.removeEventListener('abort', stop);
    }
  }

  close(): void {
    this.worker.stop();
    this.child.dispose();
  }
}

/** Read from the job, because the worker treats a job as text and does not know its seed. */
function seedOf(job: ReplayJob): Seed {
  switch (job.kind) {
    case 'record':
      return job.seed;
    case 'perform':
      return job.schedule.seed;
    case 'shrink':
      return job.of.seed;
  }
}
