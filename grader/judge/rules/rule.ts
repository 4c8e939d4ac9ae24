/**
 * A rule watches every event of a run from the wire, the disk and apply alone, and says when it was
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
  /** Where the paper says so. */
  readonly paper: string;
  /** Why it matters, in a sentence or two. */
  readonly explanation: string;
  /** Where in one's code to look. */
  readonly lookAt: string;
  /** The stage from which on it is judged. */
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
  /** What is questioned: all that promises something or nothing; a sample unless said. */
  readonly questions?: 'all' | 'none';
  /** Played by the scenario: what it does is never judged, but may be taken as known. */
  readonly isPuppet: (server: number) => boolean;
  /** Up to which index the handler that has just applied one applies more at once; undefined if no more. */
  readonly goesOnTo?: (server: number) => number | undefined;
  /** For choosing what to question. */
  readonly rng: Rng;
  /**
   * What the server would answer if it lost power now and booted on what it has synced, or a
   * {@link Silence}; undefined if it cannot be asked, as a puppet.
   */
  readonly question: Question;
}

/** Booted on what it has synced, the server gave no answer. Says why, as in `it throws Error: no`. */
export interface Silence {
  readonly silent: string;
  /** What its code threw. */
  readonly thrown?: string;
}

export interface Question {
  /** @param leader of the same term: then the vote is asked for again and again, while that one sends heartbeats */
  (server: number, method: 'requestVote', args: RequestVoteArgs, leader?: number): unknown;
  /** The answer has what was applied meanwhile, see Throwaways: all that a success shows to be committed. */
  (server: number, method: 'appendEntries', args: AppendEntriesArgs): unknown;
}
