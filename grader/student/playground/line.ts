/**
 * What was done in the playground, as data: a schedule, and changes of the network's weather, which a
 * schedule does not know (saved, each message's fate stands there by itself). With the same code, the
 * same line is the same run. Types alone; the page reads them, too.
 */
import type { Stage } from '../../contract';
import type { MessageFate, Step } from '../../runs/replay/schedule';
import type { Micros } from '../../world/sim/time';
import type { Seed } from '../../world/sim/seed';

export interface Line {
  readonly title: string;
  /** The stage whose rules watch. */
  readonly stage: Stage;
  readonly servers: number;
  readonly seed: Seed;
  /** Whether each promise is asked about, or a sample, as where the run comes from. */
  readonly questions: 'all' | 'sample';
  readonly steps: readonly PlayStep[];
  /** The fates that were chosen for single messages. */
  readonly messages: readonly MessageFate[];
  /** The time that it has reached. */
  readonly until: Micros;
}

/** The action at that time, after everything else that happens at the same time. */
export type PlayStep = Step | WeatherStep;

export interface WeatherStep {
  readonly at: Micros;
  readonly do: 'weather';
  readonly weather: Weather;
}

/** Reliable: up to 2 ms. Unreliable: up to 28 ms for a request, and one packet in ten is lost. */
export type Weather = 'reliable' | 'unreliable';

/** A position in a line. */
export interface Position {
  readonly at: Micros;
  /** Within the instant: after this many events; by default after all of them. */
  readonly length?: number;
}
