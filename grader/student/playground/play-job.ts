/** Requests to the playground's child, and its answers. Plain data; the page imports it, too. */
import type { Input } from '../../world/cluster/inputs';
import type { PackedRecording, RecordedVerdict } from '../../runs/replay/recording';
import type { Schedule } from '../../runs/replay/schedule';
import type { Micros } from '../../world/sim/time';
import type { Line, Position, Weather } from './line';

/** Self-contained: a child that does not know the run can handle it. */
export interface PlayJob {
  /** The child's number for the state that `line` and `position` describe. */
  readonly state: number;
  readonly line: Line;
  readonly position: Position;
  /** How many of the run's events the parent has. */
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
  /** Acts after everything that is due at this instant; drops the line's future. */
  | { readonly do: 'inputs'; readonly inputs: readonly Input[] }
  | { readonly do: 'weather'; readonly weather: Weather }
  /** Submits a command to a server, or to the server that says that it leads. */
  | { readonly do: 'offer'; readonly command: string; readonly to: number | 'leader' }
  /** The server's clock jumps ahead until it starts an election. */
  | { readonly do: 'time out'; readonly server: number }
  /** Changes what happens to a message in flight. */
  | { readonly do: 'message'; readonly flight: FlightName; readonly fate: NewFate }
  /** Drops the line's future. */
  | { readonly do: 'branch' }
  | { readonly do: 'export' };

export type NewFate =
  | { readonly kind: 'drop' }
  /** Arrives this much later than it would. */
  | { readonly kind: 'delay'; readonly by: Micros }
  /** Arrives before anything else. */
  | { readonly kind: 'deliver' };

/** `again`: the second copy of a request; `secondReply`: the reply that was sent second. */
export type FlightLeg = 'request' | 'again' | 'reply' | 'secondReply';

export interface FlightName {
  readonly call: number;
  readonly leg: FlightLeg;
}

/** A packet in flight. */
export interface Flight extends FlightName {
  /** Sender of the packet: in a reply, the server that was called. */
  readonly from: number;
  readonly to: number;
  readonly leftAt: Micros;
  readonly arrivesAt: Micros;
  /** The `order` of the event with which the packet was sent. */
  readonly order: number;
}

export interface ServerNow {
  readonly status: 'down' | 'up' | 'paused';
  readonly incarnation: number;
  readonly term: number;
  readonly isLeader: boolean;
}

export interface PlayAnswer {
  /** Present if the line has changed. */
  readonly line?: Line;
  readonly position: { readonly at: Micros; readonly length: number };
  /** The events from number `from` on. */
  readonly from: number;
  readonly recording: PackedRecording;
  readonly servers: readonly ServerNow[];
  readonly flights: readonly Flight[];
  readonly cuts: readonly (readonly [from: number, to: number])[];
  readonly weather: Weather;
  /** The broken rule; the run has stopped. */
  readonly breach?: RecordedVerdict;
  readonly isFull: boolean;
  /** The result of the action, if the events do not show it. */
  readonly says?: string;
  readonly schedule?: Schedule;
}
