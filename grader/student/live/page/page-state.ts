/** The state that the page of a running cluster receives, always complete. */
import type { State } from '../fleet/fleet';
import type { Status } from '../messages';

export interface ServerNow {
  readonly id: number;
  readonly state: State;
  readonly pid: number | undefined;
  readonly port: number;
  readonly isCut: boolean;
  readonly status: Status | undefined;
}

export interface Happened {
  /** Time of day for people. */
  readonly at: string;
  readonly text: string;
}

export interface LiveState {
  /** The code's folder as the user named it. */
  readonly shown: string;
  readonly servers: readonly ServerNow[];
  /** Commands that all servers answered per second, measured over about the last second. */
  readonly perSecond: number;
  /** Latest first. */
  readonly history: readonly Happened[];
  readonly canPause: boolean;
}

export interface ToPage {
  readonly state: LiveState;
}
