/** The ways in which a correct server differs from the reference. */
export interface Oddities {
  /** The longest delays before a receiver handles a request, and before it replies. */
  readonly receiverMsMax: readonly [before: number, after: number];
  /** The longest delay before a request is sent. */
  readonly senderMsMax: number;
  /** How many times every request is sent. */
  readonly copies: number;
  /** An AppendEntries is sent as one message per entry, all in flight at once. */
  readonly splits: boolean;
  /** An empty AppendEntries is sent before each AppendEntries. */
  readonly probes: boolean;
  /**
   * After an AppendEntries with entries, an empty one is sent that follows them in the log. It may overtake
   * the first.
   */
  readonly confirms: boolean;
  /**
   * One vote in three is refused, even in a newer term, as by a server that still hears from a leader.
   */
  readonly isStubborn: boolean;
  /** Saves only before something is sent. */
  readonly commitsInGroups: boolean;
}

/** Tests replace this file by another one. */
export const ODDITIES: Oddities = {
  receiverMsMax: [0, 0],
  senderMsMax: 0,
  copies: 1,
  splits: false,
  probes: false,
  confirms: false,
  isStubborn: false,
  commitsInGroups: false,
};
