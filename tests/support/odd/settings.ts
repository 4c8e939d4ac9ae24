/** In what ways a correct server is unlike the reference. */
export interface Oddities {
  /** Receivers await so long before they look at a request, and before they answer it. */
  readonly receiverMsMax: readonly [before: number, after: number];
  /** Requests leave so long after they were made. */
  readonly senderMsMax: number;
  /** Every request is sent so many times. */
  readonly copies: number;
  /** An AppendEntries leaves as one message for each entry, all in flight at once. */
  readonly splits: boolean;
  /** Each AppendEntries is announced by an empty one. */
  readonly probes: boolean;
  /** An AppendEntries with entries is followed by an empty one behind them, which may overtake it. */
  readonly confirms: boolean;
  /** One vote in three is refused, newer term or not, as by a server that still hears a leader. */
  readonly isStubborn: boolean;
  /** Saves only when something is about to leave. */
  readonly commitsInGroups: boolean;
}

/** Tests write another file in the place of this one. */
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
