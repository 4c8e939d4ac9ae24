/**
 * A schedule: all that the world did to a cluster in one run, as data. With the same code it is the same
 * run. What shrink makes smaller, what the playground saves, what `scenario=FILE` replays. Types alone;
 * perform.ts plays it, and read-schedule.ts reads the file.
 */
import type { Input } from '../../world/cluster/inputs';
import type { Stage } from '../../contract';
import type { Micros } from '../../world/sim/time';
import type { Seed } from '../../world/sim/seed';

export const SCHEDULE_SCHEMA = 'raft-lab/scenario/1';
/** Of a cluster, wherever one can be asked for. */
export const SERVERS_MAX = 7;

export interface Schedule {
  readonly schema: typeof SCHEDULE_SCHEMA;
  /** Where it comes from, for people. */
  readonly title: string;
  /** The stage whose rules are judged. */
  readonly stage: Stage;
  /** 1 to {@link SERVERS_MAX}. */
  readonly servers: number;
  /** For all that the schedule leaves open: disks, the servers' Math.random, ordinary delays. */
  readonly seed: Seed;
  /** When the run ends, if no rule has broken before. */
  readonly until: Micros;
  /** The rule that broke when it was saved; none if all was well. */
  readonly breaks?: string;
  /** What must come about, beside that no rule breaks. */
  readonly expects?: Expectation;
  /** By their time, never falling; of the same time, in this order. */
  readonly steps: readonly Step[];
  /** Messages that did not just arrive within 2 ms. */
  readonly messages: readonly MessageFate[];
}

/** The action at that time, after everything else that happens at the same time. */
export type Step = Input & {
  readonly at: Micros;
  /**
   * Of a step at the same time as the one before: first comes what happens by itself. Without this both are
   * done in one go.
   */
  readonly settled?: true;
};

/** What happens to one call and its reply. */
export interface MessageFate {
  readonly from: number;
  readonly to: number;
  /** The how-manieth request of `from` to `to`, from 1. */
  readonly number: number;
  readonly request?: LegFate;
  readonly reply?: LegFate;
  /** Where the request arrived twice: of the answer that left second. */
  readonly secondReply?: LegFate;
  /** How long the sender waits until it learns that there will be no answer. */
  readonly silence?: Micros;
}

export type LegFate =
  | 'lost'
  | { readonly after: Micros; /** Of a second copy of the request. */ readonly again?: Micros };

/** Progress that a calm network owes: at some moment from `from` to the end of the run. */
export type Expectation =
  /** Some server that can reach a majority says that it leads. */
  (
    | { readonly kind: 'leader'; readonly from: Micros }
    /** How many servers have applied the command since they booted. */
    | {
        readonly kind: 'applied';
        readonly command: string;
        readonly on: number;
        readonly from: Micros;
      }
  ) & {
    /**
     * From `from` on all messages arrive as usual, whatever `messages` says of them, and a client offers the
     * command to each leader until one keeps it. So any correct server owes it, whatever it had done before.
     */
    readonly calm?: true;
  };
