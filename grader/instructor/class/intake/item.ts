/** What a submission consists of, wherever it comes from: named things, read one by one when asked for. */
import type { Bytes } from './bytes';

export interface Item {
  /** As written there, with `/` between folders. It cannot be trusted. */
  readonly path: string;
  readonly kind: 'file' | 'link' | 'other';
  /** As declared: it may lie. */
  readonly bytes: number;
  /**
   * Never hands out more than `bytes`. Throws Broken where the submission is to blame, and whatever the
   * system threw where it is not.
   */
  read(): Promise<Buffer>;
  /** Where it need not be in memory as a whole: an archive on disk. */
  open?(): Promise<Bytes>;
}

/** The items of one submission. Has to be closed, for some of them lie in a temporary folder. */
export interface Pile {
  readonly items: readonly Item[];
  /** What messages call the place of the items, if it is not the submission itself. */
  readonly inside?: string;
  readonly commit?: string;
  /** When that commit was made, where that decides which it is: ISO 8601. */
  readonly committedAt?: string;
  readonly remarks?: readonly string[];
  close(): Promise<void>;
}

/** What to do about it. */
export const ASK_AGAIN = 'It has to be handed in again; no score was given.';

export const nothingToClose = (): Promise<void> => Promise.resolve();

/** Node marks what the system refused with the call that failed. */
export function isOfSystem(thrown: unknown): boolean {
  return thrown instanceof Error && 'syscall' in thrown && thrown.syscall !== undefined;
}
