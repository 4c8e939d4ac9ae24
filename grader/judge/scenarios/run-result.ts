/** The result of one run of one test on one seed: plain data that passes between processes. */
import type { Stage } from '../../contract';
import type { Seed } from '../../world/sim/seed';

/** A place in the student's code that still has to be written. */
export interface Todo {
  readonly stage: Stage;
  readonly rule: string;
  readonly what: string;
}

export interface Failure {
  /** Id in docs/figure-2.md; `TODO` when the run reached code that is not written yet. */
  readonly rule: string;
  readonly message: string;
  readonly atMicros: number;
  /** Number of the one server that runs code, in a test in which all others are puppets. */
  readonly subject?: number;
  /** What the student's code threw, with its stack in positions of the bundle. */
  readonly thrown?: string;
  /** Unwritten places that may explain the failure, in the order in which they were reached. */
  readonly todos?: readonly Todo[];
  /** The last events, including those of the witness, which are marked. */
  readonly timeline: readonly Row[];
}

export interface Totals {
  readonly virtualMicros: number;
  readonly events: number;
  readonly rpcs: number;
  readonly bytes: number;
  readonly syncs: number;
  readonly commands: number;
  readonly boots: number;
}

export interface RunResult {
  readonly test: string;
  readonly seed: Seed;
  /** Inconclusive: nothing broke, but what the test is about did not happen either. */
  readonly status: 'passed' | 'failed' | 'inconclusive';
  /** Marks of the test that this run did not reach. */
  readonly unreached?: readonly string[];
  /** Shows whether two runs were the same, event by event. */
  readonly digest: string;
  readonly totals: Totals;
  readonly failure?: Failure;
}

/** An event as a person reads it: the server, the time, and what happened. */
export interface Row {
  readonly atMicros: number;
  /** Undefined for events of the network or of all servers. */
  readonly server: number | undefined;
  readonly text: string;
  /** One of the events that break the rule. */
  readonly witness: boolean;
}
