/** Where in the midst of what it does a server can crash so that it makes a difference. */
import type { Deed, Moment } from './lives';

/**
 * Before which outgoing deeds a crash leads somewhere new. A message that has left need not arrive, so
 * a crash before it is the same as a crash after it; only what the disk holds makes a difference. And
 * if nothing was saved and nothing has left, the input might as well not have arrived.
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

/** What leaves a handler and stays in the world. */
export function isOutgoing({ kind }: Deed): boolean {
  return kind === 'send' || kind === 'reply' || kind === 'disk';
}
