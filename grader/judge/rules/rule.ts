/**
 * A rule watches every event of a run, using only messages, the disk and apply, and reports when it was
 * broken and by which events. It must never fire on a correct Raft, however that is built.
 */
import type { AppendEntriesArgs, RequestVoteArgs, Stage } from '../../contract';
import type { Breach } from '../../world/sim/broken';
import type { Rng } from '../../world/sim/rng';
import type { EventOf, Happening } from '../../world/sim/trace';

export interface Rule {
  /** As in docs/figure-2.md. */
  readonly id: string;
  readonly title: string;
  /** Where the paper states the rule. */
  readonly paper: string;
  /** Why it matters, in a sentence or two. */
  readonly explanation: string;
  /** Where to look in the code. */
  readonly lookAt: string;
  /** The first stage that is judged by it. */
  readonly from: Stage;
  /** @returns a fresh watcher for one run */
  readonly watch: (world: World) => Watcher;
}

export type Watcher = {
  readonly [K in Happening['kind']]?: (event: EventOf<K>) => Breach | undefined;
};

/** What a watcher may use besides the events. */
export interface World {
  readonly servers: number;
  /** Which promises are questioned: all or none; a sample by default. */
  readonly questions?: 'all' | 'none';
  /**
   * Whether the scenario plays the server: then it is never judged, but rules may rely on its
   * messages.
   */
  readonly isPuppet: (server: number) => boolean;
  /** Up to which index the handler that has just applied one continues; undefined if it stops there. */
  readonly goesOnTo?: (server: number) => number | undefined;
  /** Chooses what to question. */
  readonly rng: Rng;
  /**
   * The answer that the server would give if it lost power now and booted with what it has synced, or a
   * {@link Silence}; undefined if it cannot be asked because it is a puppet.
   */
  readonly question: Question;
}

/**
 * Booted with what it has synced, the server gave no answer. The text says why, as in `it throws Error:
 * no`.
 */
export interface Silence {
  readonly silent: string;
  /** The error that its code threw. */
  readonly thrown?: string;
}

export interface Question {
  /**
   * @param leader of the same term, if the vote is requested repeatedly while this leader sends
   *   heartbeats
   */
  (server: number, method: 'requestVote', args: RequestVoteArgs, leader?: number): unknown;
  /**
   * The answer includes the commands applied meanwhile (see Throwaways): all that a success shows to be
   * committed.
   */
  (server: number, method: 'appendEntries', args: AppendEntriesArgs): unknown;
}
