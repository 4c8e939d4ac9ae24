/** Which steps the student has seen. Pure: the command stores it. */
import { isRecord } from '../../report/is-record';
import { LAST_STEP, type Step } from './ladder';

const SCHEMA = 'raft-lab/hints/1';

/** The last step seen, by id of the rule or the test. */
export type Progress = ReadonlyMap<string, Step>;

export const NOTHING_SEEN: Progress = new Map<string, Step>();

/** The step to show next; the last step again when all were seen. */
export function nextStep(progress: Progress, id: string): Step {
  switch (progress.get(id)) {
    case undefined:
      return 1;
    case 1:
      return 2;
    default:
      return LAST_STEP;
  }
}

export function isWorkedOff(progress: Progress, id: string): boolean {
  return progress.get(id) === LAST_STEP;
}

/** Showing an earlier step again does not lower the progress. */
export function seen(progress: Progress, id: string, step: Step): Progress {
  if ((progress.get(id) ?? 0) >= step) return progress;
  return new Map([...progress, [id, step]]);
}

export function forgotten(progress: Progress, id: string): Progress {
  return new Map([...progress].filter(([one]) => one !== id));
}

export function progressText(progress: Progress): string {
  return `${JSON.stringify({ schema: SCHEMA, seen: Object.fromEntries(progress) }, undefined, 2)}\n`;
}

/** @returns undefined if the text does not have the format of {@link progressText} */
export function readProgress(text: string): Progress | undefined {
  let told: unknown;
  try {
    told = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isRecord(told) || told['schema'] !== SCHEMA || !isRecord(told['seen'])) return undefined;
  const progress = new Map<string, Step>();
  for (const [id, step] of Object.entries(told['seen'])) {
    if (step !== 1 && step !== 2 && step !== 3) return undefined;
    progress.set(id, step);
  }
  return progress;
}
