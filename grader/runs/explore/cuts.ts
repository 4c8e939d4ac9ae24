/** The points within a handler at which a crash makes a difference. */
import type { Deed, Moment } from './lives';

/**
 * The outgoing effects before which a crash leads to a new state. A message that was sent may still get
 * lost, so a crash before it is the same as a crash after it; only the content of the disk matters. And
 * if nothing was saved or sent, it is as if the input had not arrived.
 */
export function cutsOf({ deeds, before }: Moment): readonly number[] {
  const cuts: number[] = [];
  let durable = before;
  let hasSpoken = false;
  let outgoing = 0;
  for (const deed of deeds) {
    const changes = deed.durable !== durable;
    if (changes && (hasSpoken || durable !== before)) cuts.push(outgoing);
    ({ durable } = deed);
    if (isOutgoing(deed)) outgoing++;
    if (deed.kind === 'send' || deed.kind === 'reply' || deed.kind === 'apply') hasSpoken = true;
  }
  return cuts;
}

/** Effects that reach the world outside the handler. */
export function isOutgoing({ kind }: Deed): boolean {
  return kind === 'send' || kind === 'reply' || kind === 'disk';
}
