/** What a late submission loses. Pure: times and a policy in, points out; the raw score is kept beside it. */

export interface LatePolicy {
  /** ISO 8601 with a time zone. */
  readonly deadline: string;
  /** So many minutes past the deadline are not late; past them, lateness counts from the deadline. */
  readonly graceMinutes: number;
  /** Off the raw score, for each day begun. 0 to 100. */
  readonly percentPerDay: number;
  /** At most so much is taken off. 0 to 100. */
  readonly capPercent: number;
  /** Days that each student may be late at no cost. */
  readonly freeDays: number;
}

export interface Lateness {
  /** Days begun past the deadline; 0 within the grace. */
  readonly daysLate: number;
  readonly freeDaysUsed: number;
  readonly percentOff: number;
  /** What counts: the raw score less the percentage, rounded to hundredths. */
  readonly score: number;
}
