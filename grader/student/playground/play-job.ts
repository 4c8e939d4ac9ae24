/** What the playground's child is asked, and what it answers. Plain data; the page reads it, too. */
import type { Input } from '../../world/cluster/inputs';
import type { PackedRecording, RecordedVerdict } from '../../runs/replay/recording';
import type { Schedule } from '../../runs/replay/schedule';
import type { Micros } from '../../world/sim/time';
import type { Line, Position, Weather } from './line';

/** Whole in itself: a child that has never heard of the run can do it. */
export interface PlayJob {
  /** The child's own number of the state that `line` and `position` describe. */
  readonly state: number;
  readonly line: Line;
  readonly position: Position;
  /** How many of its events the asker has. */
  readonly have: number;
  readonly act: PlayAct;
}

export type PlayAct =
  /** Only moves to the position. */
  | { readonly do: 'show' }
  /** Lets time pass, and repeats the actions that the line has for it. */
  | { readonly do: 'run'; readonly by: Micros }
  /** Continues until something visible happens. */
  | { readonly do: 'step' }
  | { readonly do: 'step back' }
  /** Once all that is due at this instant has happened; what the line had after it is dropped. */
  | { readonly do: 'inputs'; readonly inputs: readonly Input[] }
  | { readonly do: 'weather'; readonly weather: Weather }
  /** Submits a command to a server, or to the server that says that it leads. */
  | { readonly do: 'offer'; readonly command: string; readonly to: number | 'leader' }
  /** Its clock jumps ahead until it starts an election. */
  | { readonly do: 'time out'; readonly server: number }
  /** Changes what happens to a message in flight. */
  | { readonly do: 'message'; readonly flight: FlightName; readonly fate: NewFate }
  /** Drops what the line has after this. */
  | { readonly do: 'branch' }
  | { readonly do: 'export' };

export type NewFate =
  | { readonly kind: 'drop' }
  /** Arrives this much later than it would. */
  | { readonly kind: 'delay'; readonly by: Micros }
  /** Arrives before anything else. */
  | { readonly kind: 'deliver' };

/** `again`: the second copy of a request; `secondReply`: the answer that left second. */
export type FlightLeg = 'request' | 'again' | 'reply' | 'secondReply';

export interface FlightName {
  readonly call: number;
  readonly leg: FlightLeg;
}

/** A packet in flight. */
export interface Flight extends FlightName {
  /** Of the packet, not of its call. */
  readonly from: number;
  readonly to: number;
  readonly leftAt: Micros;
  readonly arrivesAt: Micros;
  /** The event with which it left, by its `order`. */
  readonly order: number;
}

export interface ServerNow {
  readonly status: 'down' | 'up' | 'paused';
  readonly incarnation: number;
  readonly term: number;
  readonly isLeader: boolean;
}

export interface PlayAnswer {
  /** Where it has changed. */
  readonly line?: Line;
  readonly position: { readonly at: Micros; readonly length: number };
  /** The events from number `from` on. */
  readonly from: number;
  readonly recording: PackedRecording;
  readonly servers: readonly ServerNow[];
  readonly flights: readonly Flight[];
  readonly cuts: readonly (readonly [from: number, to: number])[];
  readonly weather: Weather;
  /** What broke: the run has stopped. */
  readonly breach?: RecordedVerdict;
  readonly isFull: boolean;
  /** The result of the action, if it is not visible. */
  readonly says?: string;
  readonly schedule?: Schedule;
}
