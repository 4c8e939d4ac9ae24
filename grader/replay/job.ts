/** What the replaying child is asked, and what it answers. Plain data. */
import type { RunResult } from '../scenarios/run-result';
import type { Size } from './perform';
import type { PackedRecording } from './recording';
import type { Schedule } from './schedule';

export type ReplayJob =
  /** Play a run of a test and keep all that can be known of it. */
  | { readonly kind: 'record'; readonly test: string; readonly seed: number }
  /** Play a schedule. */
  | { readonly kind: 'perform'; readonly schedule: Schedule };

export interface ReplayAnswer {
  readonly result: RunResult;
  readonly recording: PackedRecording;
  /** The same run as data; none where the scenario plays servers by hand. */
  readonly schedule?: Schedule;
  /** Of a schedule that was played. */
  readonly size?: Size;
}
