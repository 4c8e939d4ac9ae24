import type { Platform } from '../claim';

/** The instructor's options about the class. */
export interface Hints {
  /** The platform; by default it is recognized from the names. */
  readonly from?: Platform;
  /** In git repositories, the last commit until then counts: ISO 8601 with a zone. */
  readonly before?: string;
}
