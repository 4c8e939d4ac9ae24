/** One attempt at a run in a child, and the verdict that follows from it. */
import type { RunResult } from '../../judge/scenarios/run-result';
import { endedResult, type Ending } from './ended-run';
import { MUTE_WALL_SECONDS_MAX } from './limits';
import type { FromChild, Job } from './messages';
import type { Narration } from './narration';
import type { End } from './runner';

interface Judged {
  readonly kind: 'result';
  readonly result: RunResult;
  readonly byForce: boolean;
  readonly extra?: string;
}

export type Verdict =
  | Judged
  /** The grader has failed in this run. */
  | Fault
  /** The caller no longer waits for it. */
  | { readonly kind: 'stopped' };

export interface Fault {
  readonly kind: 'fault';
  readonly text: string;
  /** Not even a process with the loaded code could be started. */
  readonly isUnready?: true;
}

export interface Attempt {
  readonly outcome:
    | Extract<FromChild, { kind: 'result' }>
    | Fault
    | { readonly kind: 'ended'; readonly how: Ending; readonly end: End };
  /** How many events have begun, as far as the child has reported. */
  readonly entered: number;
  readonly narration: Narration;
  readonly isCorrupted: boolean;
}

/** The machine gave the process no time. */
export const MUTE: Fault = {
  kind: 'fault',
  text: `its process was idle and did not answer for ${MUTE_WALL_SECONDS_MAX} s`,
};

export function settled({ kind, result, extra }: Extract<FromChild, { kind: 'result' }>): Judged {
  return { kind, result, byForce: false, ...(extra !== undefined && { extra }) };
}

export function forced(job: Job, how: Ending, { outcome, narration }: Attempt): Verdict {
  const by = outcome.kind === 'ended' && { by: outcome.end.how };
  const result = endedResult(job, { how, last: narration.last, ...by });
  return { kind: 'result', result, byForce: true };
}
