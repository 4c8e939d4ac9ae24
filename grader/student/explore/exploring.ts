/**
 * The parent's side of an exploration: one child, supervised like those of grade. If it had to be
 * killed, a second child plays only the schedule at which it died.
 */
import path from 'node:path';
import { readSchedule } from '../../runs/explore/choice';
import type { Covered, ExploreJob, ExploreResult, Trying } from '../../runs/explore/exploration';
import { USUAL } from '../../runs/pool/limits';
import type { Entering } from '../../runs/pool/narration';
import { GraderFault, prepareChild } from '../../runs/pool/pool';
import { Worker } from '../../runs/pool/worker';
import type { ProgramText } from '../../world/realm/program';

interface ExploringOptions {
  readonly job: ExploreJob;
  readonly text: ProgramText;
  readonly signal: AbortSignal;
  /** Called several times a second with the progress. */
  readonly progress: (covered: Covered) => void;
}

/** The result, or `interrupted` if it was stopped early. */
export type ExploringOutcome = Omit<ExploreResult, 'end'> & {
  readonly end: ExploreResult['end'] | 'interrupted' | 'forced';
};

const NOTHING: Covered = { levels: [], schedules: 0, states: 0 };

const TRIES = 2;

/** @throws GraderFault; NoTemporaryFolder */
export async function explore({
  job,
  text,
  signal,
  progress,
}: ExploringOptions): Promise<ExploringOutcome> {
  const child = await prepareChild(
    path.join(__dirname, '..', '..', 'runs', 'explore', 'explore-child.ts'),
  );
  let covered = NOTHING;
  const worker = new Worker({
    mainFile: child.mainFile,
    text,
    isolated: true,
    heard: (extra) => {
      covered = JSON.parse(extra) as Covered;
      progress(covered);
    },
    closer: (whole, last) => {
      const replay = scheduleTo(last);
      return replay === undefined ? whole : { ...whole, test: JSON.stringify({ ...job, replay }) };
    },
  });
  const stop = () => {
    worker.stop();
  };
  signal.addEventListener('abort', stop);
  try {
    if (signal.aborted) stop();
    const patience = { ...USUAL, runCpuSeconds: job.seconds + USUAL.runCpuSeconds };
    for (let tries = 0; tries < TRIES; tries++) {
      const verdict = await worker.run({ test: JSON.stringify(job), seed: 0 }, patience);
      if (verdict.kind === 'stopped') return { end: 'interrupted', ...covered };
      if (verdict.kind === 'fault') throw new GraderFault(verdict.text);
      const { result, extra, byForce } = verdict;
      const { failure } = result;
      // What was played last: the whole exploration, or one schedule of it.
      const { replay } = JSON.parse(result.test) as ExploreJob;
      const told = extra === undefined ? undefined : (JSON.parse(extra) as ExploreResult);
      if (told && !byForce && replay === job.replay)
        return { ...told, ...(failure && { failure }) };
      // If the schedule ends normally on its own, it did not kill the process: the cause came from
      // outside.
      if (!failure) continue;
      const words = told?.words && { words: told.words };
      return { ...covered, end: 'forced', schedule: replay ?? '', failure, ...words };
    }
    throw new GraderFault(
      'the exploring process was ended twice, but the schedule that it tried last passes when it is run alone',
    );
  } finally {
    signal.removeEventListener('abort', stop);
    worker.stop();
    child.dispose();
  }
}

/** The child's stderr may also hold lines from the student's code. */
function scheduleTo(last: Entering): string | undefined {
  const { schedule } = last as Partial<Trying>;
  return typeof schedule === 'string' && readSchedule(schedule) ? schedule : undefined;
}
