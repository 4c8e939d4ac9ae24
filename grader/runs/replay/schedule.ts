/**
 * A schedule: everything that happened to a cluster in one run, as data. The same code gives the same
 * run. `shrink` makes it smaller, the playground saves it, and `scenario=FILE` replays it. Only types;
 * perform.ts plays it, and read-schedule.ts reads the file.
 */
import type { Input } from '../../world/cluster/inputs';
import type { Stage } from '../../contract';
import type { Micros } from '../../world/sim/time';
import type { Seed } from '../../world/sim/seed';

export const SCHEDULE_SCHEMA = 'raft-lab/scenario/1';
/** The greatest cluster that any command accepts. */
export const SERVERS_MAX = 7;

export interface Schedule {
  readonly schema: typeof SCHEDULE_SCHEMA;
  /** Its origin, for people. */
  readonly title: string;
  /** The stage whose rules are judged. */
  readonly stage: Stage;
  /** 1 to {@link SERVERS_MAX}. */
  readonly servers: number;
  /** Decides all that the schedule leaves open: disks, the servers' Math.random, ordinary delays. */
  readonly seed: Seed;
  /** When the run ends, if no rule has broken before. */
  readonly until: Micros;
  /** The rule that broke when it was saved; absent if none did. */
  readonly breaks?: string;
  /** Progress that the run must make, besides breaking no rule. */
  readonly expects?: Expectation;
  /** Sorted by time; steps at the same time run in this order. */
  readonly steps: readonly Step[];
  /** Messages that did not simply arrive within 2 ms. */
  readonly messages: readonly MessageFate[];
}

/** An action, after everything else that happens at the same time. */
export type Step = Input & {
  readonly at: Micros;
  /**
   * For a step at the same time as the one before: events that are due come first. Without this, both
   * steps run without anything in between.
   */
  readonly settled?: true;
};

/** The fate of one call and its reply. */
export interface MessageFate {
  readonly from: number;
  readonly to: number;
  /** Its ordinal among the requests of `from` to `to`, from 1. */
  readonly number: number;
  readonly request?: LegFate;
  readonly reply?: LegFate;
  /** The fate of the second reply, if the request arrived twice. */
  readonly secondReply?: LegFate;
  /** How long the sender waits until it learns that there will be no reply. */
  readonly silence?: Micros;
}

export type LegFate =
  | 'lost'
  | { readonly after: Micros; /** For a second copy of the request. */ readonly again?: Micros };

/** Progress that a correct Raft must make at some moment from `from` to the end of the run. */
export type Expectation =
  /** A server that can reach a majority says that it leads. */
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
     * From `from` on all messages arrive as usual, whatever `messages` says about them, and a client
     * offers the command to each leader until one keeps it. So any correct server must make the
     * progress, whatever happened before.
     */
    readonly calm?: true;
  };
