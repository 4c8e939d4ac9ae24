/**
 * Shrinks a failing run and returns what a report needs: its lines, the small run for a page, and
 * the schedule to save. The effort is limited in events, so that the result is the same on every
 * machine. A real-time limit is the last resort, and the report mentions it.
 */
import path from 'node:path';
import type { PackedRecording } from '../../runs/replay/recording';
import { Replayer } from '../../runs/replay/replayer';
import type { ReplayAnswer } from '../../runs/replay/replay-job';
import type { Schedule } from '../../runs/replay/schedule';
import { IN_PASSING, type Limits } from '../../runs/replay/shrink';
import { calmWords, sizeWords } from '../../runs/replay/size-words';
import type { RunResult } from '../../judge/scenarios/run-result';
import { KEPT } from '../../command/memory/last-grade';
import { scenarioName, told, writeScenario } from '../scenario-files/find-scenarios';
import type { Seed } from '../../world/sim/seed';

export interface SmallRun {
  readonly kind: 'smaller';
  /** Each line fits a report or is folded; without colour. */
  readonly lines: readonly string[];
  /** `fails with 3 servers, 1 crash, 14 messages` */
  readonly size: string;
  readonly before: string;
  readonly whatIf: string;
  /** More time might have given a smaller run. */
  readonly isCutShort: boolean;
  readonly result: RunResult;
  readonly recording: PackedRecording;
  readonly schedule: Schedule;
}

/** Why there is no smaller run, in a sentence. */
interface NoSmallRun {
  readonly kind: 'not';
  readonly sentence: string;
}

export interface FailingRun {
  readonly test: string;
  readonly seed: Seed;
}

interface ReportLimits {
  readonly limits?: Limits;
  /** The limit in real time, as a last resort. */
  readonly seconds?: number;
  readonly signal?: AbortSignal;
}

const SECONDS_MAX = 10;

const TOO_SLOW: NoSmallRun = {
  kind: 'not',
  sentence: 'Making this run smaller took too long here; npm run shrink takes more time for it.',
};
const STOPPED: NoSmallRun = {
  kind: 'not',
  sentence:
    'Your code never returned or used up its memory, in this run or in a smaller one, so it was stopped, and there is no smaller run to show.',
};

/** @param of a folder, or its replayer, which must not be used again after a time-out */
export async function shrinkForReport(
  of: string | Replayer,
  run: FailingRun | Schedule,
  { limits = IN_PASSING, seconds = SECONDS_MAX, signal }: ReportLimits = {},
): Promise<SmallRun | NoSmallRun> {
  const opened = typeof of === 'string' ? await Replayer.open(of) : { kind: 'open', replayer: of };
  if (!('replayer' in opened)) return { kind: 'not', sentence: 'The code cannot be bundled.' };
  const { replayer } = opened;
  const late = AbortSignal.timeout(seconds * 1_000);
  const ends = signal ? AbortSignal.any([signal, late]) : late;
  try {
    const replayed = await replayer.ask({ kind: 'shrink', of: run, limits }, ends, seconds);
    if (replayed.kind === 'interrupted') return TOO_SLOW;
    return replayed.kind === 'ended' ? STOPPED : smallRun(replayed.answer);
  } finally {
    if (typeof of === 'string') replayer.close();
  }
}

function smallRun(answer: ReplayAnswer): SmallRun | NoSmallRun {
  const { shrunk, schedule, size, result, recording } = answer;
  if (shrunk?.kind === 'not') return shrunk;
  if (!shrunk || !schedule || !size) throw new Error('the child gave no usable answer');
  const { whatIf, isCutShort } = shrunk;
  const words = `${sizeWords(size, schedule)}${calmWords(size, schedule)}`;
  return {
    kind: 'smaller',
    size: `fails with ${words}`,
    before: sizeWords(shrunk.before),
    lines: [...told(`Fails with ${words}.`).split('\n'), ...told(whatIf).split('\n')],
    whatIf,
    isCutShort,
    result,
    recording,
    schedule,
  };
}

/**
 * Saves the run in the kit's `.raft-lab` folder.
 *
 * @returns its path from the kit's folder; undefined if it cannot be written, which is not an error
 */
export function saveSmallRun(kit: string, run: FailingRun, schedule: Schedule): string | undefined {
  const name = scenarioName(run.test, run.seed);
  try {
    const shown = `${KEPT}/${name}`;
    writeScenario(path.join(kit, KEPT, name), shown, schedule);
    return shown;
  } catch {
    return undefined;
  }
}
