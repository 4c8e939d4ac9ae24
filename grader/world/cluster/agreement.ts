/**
 * Agreement as a client sees it: offer a command until some leader takes it, then wait for it to be
 * applied.
 */
import { Broken } from '../sim/broken';
import { seconds } from '../sim/time';
import type { Client } from './client';
import { leaderIsBehind, type Offer, short, whyNoAgreement } from './diagnosis';
import type { View } from './view';

export interface AgreeOptions {
  /** How many servers must have applied it. */
  readonly on: number;
  /** Offer it again if it is not applied within 2 s of being accepted. The total limit stays the same. */
  readonly retry?: boolean;
  /** Total limit in virtual ms; by default 10 s, and 20 s if messages get lost. */
  readonly withinMs?: number;
}

export interface Agreed {
  readonly index: number;
}

const IN_ALL_MS = 10_000;
/** An election of a correct server may fail several times because votes get lost. */
const IN_ALL_LOSSY_MS = 20_000;
const ONE_TRY_MS = 2_000;
const POLL_MS = 20;
const OFFER_AGAIN_MS = 50;

export function* agree(
  cluster: View,
  command: string,
  { on, retry = false, withinMs = isLossy(cluster) ? IN_ALL_LOSSY_MS : IN_ALL_MS }: AgreeOptions,
): Client<Agreed> {
  const began = cluster.system.clock.now;
  const deadlineMs = cluster.nowMs + withinMs;
  let first = 0;
  const taken: Offer[] = [];
  while (cluster.nowMs < deadlineMs) {
    const offer = offerInTurn(cluster, command, first);
    if (!offer) {
      yield OFFER_AGAIN_MS;
      continue;
    }
    first = offer.server + 1;
    taken.push(offer);
    const tryUntilMs = cluster.nowMs + ONE_TRY_MS;
    for (;;) {
      const { count, command: found } = cluster.applied(offer.index);
      if (count >= on && found === command) return { index: offer.index };
      if (cluster.nowMs >= tryUntilMs) break;
      yield POLL_MS;
    }
    if (!retry) break;
  }
  const { now } = cluster.system.clock;
  const isLed = taken.length > 0 || cluster.connected.some((node) => node.look().isLeader);
  const last = taken.at(-1);
  const rule = last && leaderIsBehind(cluster, last) ? 'ALL.1' : isLed ? 'V.2' : 'V.1';
  throw new Broken(rule, {
    message: `"${short(command)}", first offered to start() at ${seconds(began)}, was not applied on ${on} servers by ${seconds(now)}. ${whyNoAgreement(cluster, command, taken, began)}`,
    witness: [],
    missed: { kind: 'applied', command, on, from: began },
  });
}

function isLossy({ system }: View): boolean {
  return system.network.weather.unreliable;
}

function offerInTurn(cluster: View, command: string, first: number): Offer | undefined {
  for (let i = 0; i < cluster.nodes.length; i++) {
    const node = cluster.node(first + i);
    if (!node.isConnected || !node.isUp) continue;
    const taken = node.start(command);
    if (taken) return { server: node.id, ...taken };
  }
  return undefined;
}
