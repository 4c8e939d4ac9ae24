import type { Platform } from '../claim';

/** What the instructor says of the class. */
export interface Hints {
  /** Where the submissions come from; recognised by the names if left out. */
  readonly from?: Platform;
  /** Of a git repository counts the last commit that was made until then: ISO 8601 with a zone. */
  readonly before?: string;
}
