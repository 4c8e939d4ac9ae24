/**
 * The actions in the playground, as data: a schedule, plus changes of the network's weather. (A
 * saved schedule has each message's fate instead.) The same line with the same code gives the same
 * run. Types only, because the page imports them, too.
 */
import type { Stage } from '../../contract';
import type { MessageFate, Step } from '../../runs/replay/schedule';
import type { Micros } from '../../world/sim/time';
import type { Seed } from '../../world/sim/seed';

export interface Line {
  readonly title: string;
  /** The stage whose rules are checked. */
  readonly stage: Stage;
  readonly servers: number;
  readonly seed: Seed;
  /**
   * Whether rule P.2 asks about every promise or about a sample, as in the run that this one comes
   * from.
   */
  readonly questions: 'all' | 'sample';
  readonly steps: readonly PlayStep[];
  /** The fates chosen for single messages. */
  readonly messages: readonly MessageFate[];
  /** The time that the run has reached. */
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
