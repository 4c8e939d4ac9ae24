/** What the intake gives to the grading. */
import type { Claim } from '../claim';
import type { Ignored } from '../entry';

/** One submission, read: all of it is in memory, and nothing of it was written to disk. */
export interface Handed {
  readonly id: string;
  /** Where it came from: a path or an address, without passwords. */
  readonly source: string;
  /** By name, relative to the student's raft folder, with `/`. Fit to be written on every system. */
  readonly files: ReadonlyMap<string, Buffer>;
  readonly ignored: readonly Ignored[];
  /** Why it cannot be read, and what to do next; `files` is empty then. */
  readonly problem?: string;
  /** Of a git repository: the whole hash of what was read. */
  readonly commit?: string;
  /** ISO 8601, if the platform tells it; without a zone where the platform leaves it out. */
  readonly submittedAt?: string;
  readonly claim?: Claim;
  readonly remarks: readonly string[];
}

/** One submission, found and not yet opened. */
export interface Found {
  readonly id: string;
  readonly source: string;
  readonly claim?: Claim;
  readonly submittedAt?: string;
  /** Throws only where the machine or the network failed: worth another try, and never a zero. */
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
  /** Why nothing can be graded, as a message to the user of the command. */
  | { readonly kind: 'problem'; readonly message: string };
