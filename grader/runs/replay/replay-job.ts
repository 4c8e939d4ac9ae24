/** What the replaying child is asked, and what it answers. Plain data. */
import type { RunResult } from '../../judge/scenarios/run-result';
import type { Size } from './perform';
import type { PackedRecording } from './recording';
import type { Schedule } from './schedule';
import type { Limits } from './shrink';
import type { WhyNot } from './why-not';
import type { Seed } from '../../world/sim/seed';

export type ReplayJob =
  /** Play a run of a test and keep all that can be known of it. */
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
  /** The same run as data; none where the scenario plays servers by hand. */
  readonly schedule?: Schedule;
  /** Of a schedule that was played. */
  readonly size?: Size;
  /** Of what was to become smaller. */
  readonly shrunk?: ShrunkRun | WhyNot;
}

/** A failing run that became smaller: `result`, `recording`, `schedule` and `size` are all of this run. */
interface ShrunkRun {
  readonly kind: 'smaller';
  readonly before: Size;
  readonly replays: number;
  readonly isCutShort: boolean;
  /** What would have let it pass, in a sentence. */
  readonly whatIf: string;
}
