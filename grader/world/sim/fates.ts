/** A network fault is a value: what a packet is, and what may become of it. Who decides is seeded-fates.ts, or a schedule. */
import type { Micros } from './time';

/** Where a call goes and by which number its reply will name it. */
export interface Call {
  readonly id: number;
  readonly from: number;
  readonly to: number;
}

export type Leg = 'request' | 'reply';

/** `dropped`: lost by chance; `cut`: the link is cut; `down`: the receiver is down. */
export type LossReason = 'dropped' | 'cut' | 'down';

/** A network fault is a value: what becomes of one packet. Two delays mean a duplicate. */
export type Fate =
  | { readonly kind: 'arrives'; readonly delays: readonly Micros[] }
  | { readonly kind: 'lost'; readonly reason: LossReason };

/** Decides what becomes of packets whose way is open. */
export interface Fates<C extends Call> {
  request(call: C): Fate;
  reply(call: C): Fate;
  /** How long the caller waits until it learns that there is no reply. */
  silence(call: C, reason: LossReason): Micros;
}
