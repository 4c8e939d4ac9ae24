/** The content of a submission from any source: named items, which are read only when needed. */
import type { Bytes } from './bytes';

export interface Item {
  /** The path in the submission, with `/`. Not to be trusted. */
  readonly path: string;
  readonly kind: 'file' | 'link' | 'other';
  /** The declared size, which may be wrong. */
  readonly bytes: number;
  /**
   * Never returns more than `bytes`. Throws Broken if the submission is to blame, else the system's error.
   */
  read(): Promise<Buffer>;
  /** Present if the item need not be read into memory as a whole: an archive on disk. */
  open?(): Promise<Bytes>;
}

/** The items of one submission. It must be closed, because some items are in a temporary folder. */
export interface Pile {
  readonly items: readonly Item[];
  /** What messages call the items' place, if it is not the submission itself. */
  readonly inside?: string;
  readonly commit?: string;
  /** When the commit was made, ISO 8601, if that decided which commit was chosen. */
  readonly committedAt?: string;
  readonly remarks?: readonly string[];
  close(): Promise<void>;
}

/** Advice for the instructor after an error. */
export const ASK_AGAIN = 'It has to be handed in again; no score was given.';

/** The same if the instructor's list is wrong. */
export const CORRECT_LIST = 'Correct the list and run the command again; no score was given.';

/** The same for a repository, if nothing in it is old enough. */
export const NOTHING_IN_TIME =
  'If that time is right, nothing was handed in by then; no score was given.';

export const nothingToClose = (): Promise<void> => Promise.resolve();

/** Node adds `syscall` to the system's errors. */
export function isOfSystem(thrown: unknown): boolean {
  return thrown instanceof Error && 'syscall' in thrown && thrown.syscall !== undefined;
}
