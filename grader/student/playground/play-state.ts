/** The messages to the page, and the requests it may send. Plain data; the page imports it. */
import type { Stage } from '../../contract';
import type { PackedRecording, RecordedVerdict } from '../../runs/replay/recording';
import type { Fate } from '../../world/sim/disk';
import type { Micros } from '../../world/sim/time';
import type { Weather } from './line';
import type { Flight, FlightName, NewFate, ServerNow } from './play-job';
import type { Seed } from '../../world/sim/seed';

export interface PlayState {
  readonly title: string;
  readonly stage: Stage;
  /** The folder with the code, as the user named it. */
  readonly shown: string;
  readonly seed: Seed;
  readonly position: { readonly at: Micros; readonly length: number };
  /** The time that this branch has reached. */
  readonly until: Micros;
  readonly servers: readonly ServerNow[];
  readonly flights: readonly Flight[];
  readonly cuts: readonly (readonly [from: number, to: number])[];
  readonly weather: Weather;
  readonly breach?: Breach;
  readonly isPlaying: boolean;
  /** Virtual milliseconds for each real one. */
  readonly speed: number;
  readonly isFull: boolean;
  /** The result of the last request, in words. */
  readonly says?: Says;
  readonly branches: readonly BranchShown[];
  readonly deeds: readonly DeedShown[];
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  /** Names of scenarios that are saved. */
  readonly saved: readonly string[];
}

export interface Says {
  /** Increases with each message, so that repeated texts are shown again. */
  readonly number: number;
  readonly text: string;
  readonly isProblem: boolean;
}

/** The broken rule; the run has stopped. */
export interface Breach extends RecordedVerdict {
  /** A line in the student's files. */
  readonly place?: string;
  readonly read: string;
  readonly hint: string;
  /** The code never returned, so its last actions are not in the events. */
  readonly isStuck: boolean;
}

export interface BranchShown {
  readonly id: number;
  readonly name: string;
  readonly isCurrent: boolean;
  readonly until: Micros;
  readonly rule?: string;
}

/** An action that has happened, or that is still to come after the user went back. */
export interface DeedShown {
  readonly at: Micros;
  readonly text: string;
  readonly isDone: boolean;
}

export interface ToPage {
  readonly state: PlayState;
  /** The events from number `from` on; the page keeps the earlier ones. */
  readonly from?: number;
  readonly recording?: PackedRecording;
}

export type PlayCommand =
  | { readonly do: 'run'; readonly ms: number }
  | { readonly do: 'step' | 'step back' | 'undo' | 'redo' | 'end' | 'reload' }
  /** Drops the branch's future. */
  | { readonly do: 'branch here' }
  | { readonly do: 'play' | 'speed'; readonly speed: number }
  | { readonly do: 'stand still' }
  | { readonly do: 'go'; readonly at: Micros; readonly length?: number }
  | { readonly do: 'boot' | 'pause' | 'thaw' | 'time out'; readonly server: number }
  | {
      readonly do: 'crash';
      readonly server: number;
      /**
       * The crash happens just before the server's outgoing effect of this number; at once if left
       * out.
       */
      readonly effects?: number;
      readonly unsynced?: Fate;
    }
  | {
      readonly do: 'cut' | 'heal';
      readonly ways: readonly (readonly [from: number, to: number])[];
    }
  | { readonly do: 'offer'; readonly command: string; readonly to: number | 'leader' }
  | { readonly do: 'message'; readonly flight: FlightName; readonly fate: NewFate }
  | { readonly do: 'weather'; readonly weather: Weather }
  | { readonly do: 'branch'; readonly id: number }
  | {
      readonly do: 'new';
      readonly servers: number;
      readonly seed: Seed;
      readonly weather: Weather;
    }
  | { readonly do: 'save' | 'load'; readonly name: string }
  | { readonly do: 'open'; readonly text: string };
