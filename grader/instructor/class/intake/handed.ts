/** What the intake passes to the grading. */
import type { Claim } from '../claim';
import type { Ignored, Shared } from '../entry';

/** One submission that was read: it is all in memory, and nothing of it was written to disk. */
export interface Handed {
  readonly id: string;
  /** A path or an address, without passwords. */
  readonly source: string;
  /** By name relative to the raft folder, with `/`. Names are valid on every system. */
  readonly files: ReadonlyMap<string, Buffer>;
  readonly ignored: readonly Ignored[];
  /** Why it cannot be read, and what to do; `files` is then empty. */
  readonly problem?: string;
  /** For a git repository, the full hash of the commit that was read. */
  readonly commit?: string;
  /** ISO 8601 from the platform, possibly without a time zone. */
  readonly submittedAt?: string;
  readonly claim?: Claim;
  readonly shared?: Shared;
  readonly remarks: readonly string[];
}

/** A submission that was found but not opened yet. */
export interface Found {
  readonly id: string;
  readonly source: string;
  readonly claim?: Claim;
  readonly submittedAt?: string;
  readonly shared?: Shared;
  /**
   * Throws only if the machine or the network failed. That is worth another attempt, and never a zero.
   */
  open(): Promise<Handed>;
}

export interface Skipped {
  readonly path: string;
  readonly why: string;
}

export type FoundSubmissions =
  | {
      readonly kind: 'found';
      readonly submissions: readonly Found[];
      readonly skipped: readonly Skipped[];
    }
  /** Why nothing can be graded, for the user of the command. */
  | { readonly kind: 'problem'; readonly message: string };
