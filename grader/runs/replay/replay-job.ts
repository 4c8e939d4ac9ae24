/** The jobs and answers of the replaying child, as plain data. */
import type { RunResult } from '../../judge/scenarios/run-result';
import type { Size } from './perform';
import type { PackedRecording } from './recording';
import type { Schedule } from './schedule';
import type { Limits } from './shrink';
import type { WhyNot } from './why-not';
import type { Seed } from '../../world/sim/seed';

export type ReplayJob =
  /** Play a run of a test and record everything about it. */
  | { readonly kind: 'record'; readonly test: string; readonly seed: Seed }
  /** Play a schedule. */
  | { readonly kind: 'perform'; readonly schedule: Schedule }
  /** Make a schedule that fails smaller; or the failing run of a test, which is recorded first. */
  | {
      readonly kind: 'shrink';
      readonly of: Schedule | { readonly test: string; readonly seed: Seed };
      readonly limits: Limits;
    };

export interface ReplayAnswer {
  readonly result: RunResult;
  readonly recording: PackedRecording;
  /** The same run as data; absent where the scenario plays servers by hand. */
  readonly schedule?: Schedule;
  /** Set if a schedule was played. */
  readonly size?: Size;
  /** Set if a run was to be shrunk. */
  readonly shrunk?: ShrunkRun | WhyNot;
}

/** A failing run that was shrunk: `result`, `recording`, `schedule` and `size` all describe this run. */
interface ShrunkRun {
  readonly kind: 'smaller';
  readonly before: Size;
  readonly replays: number;
  readonly isCutShort: boolean;
  /** A single change with which it would have passed, in a sentence. */
  readonly whatIf: string;
}
