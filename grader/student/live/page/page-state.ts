/** The state that the page of a running cluster receives, complete each time. */
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
  /** Of the day, as people read it. */
  readonly at: string;
  readonly text: string;
}

export interface LiveState {
  /** How the person called the folder of the code. */
  readonly shown: string;
  readonly servers: readonly ServerNow[];
  /** Of all servers, in the last second or so. */
  readonly perSecond: number;
  /** The last comes first. */
  readonly history: readonly Happened[];
  readonly canPause: boolean;
}

export interface ToPage {
  readonly state: LiveState;
}
