/**
 * A network fault is a value: what may happen to a packet. The seed (seeded-fates.ts) or a schedule
 * decides.
 */
import type { Micros } from './time';

/** Where a call goes, and the number that its reply will carry. */
export interface Call {
  readonly id: number;
  readonly from: number;
  readonly to: number;
}

export type Leg = 'request' | 'reply';

/** `dropped`: lost by chance; `cut`: the link is cut; `down`: the receiver is down. */
export type LossReason = 'dropped' | 'cut' | 'down';

/** What happens to one packet. Two delays mean a duplicate. */
export type Fate =
  | { readonly kind: 'arrives'; readonly delays: readonly Micros[] }
  | { readonly kind: 'lost'; readonly reason: LossReason };

/** Decides what happens to packets whose link is not cut. */
export interface Fates<C extends Call> {
  request(call: C): Fate;
  reply(call: C): Fate;
  /** How long the caller waits until it learns that there is no reply. */
  silence(call: C, reason: LossReason): Micros;
}
