import type { Cluster } from '../../../world/cluster/cluster';
import { type Micros, MS } from '../../../world/sim/time';
import type { EventOf } from '../../../world/sim/trace';
import { appendEntries, appendReply, lastSent } from '../../rules/wire';
import { at, demand } from '../expect';
import { scenario } from '../scenario';

const COMMANDS = 10;
const COMMAND_BYTES = 5_000;
const SLACK_BYTES = 50_000;
/** A server that answers late may receive a command again meanwhile. */
const COPIES_MAX = 3;
/** The contract lets a leader send to a server without replies 1,000 times a second. */
const RETRY_MICROS = MS;

export const rpcBytes = scenario({
  id: '2B/rpc-bytes',
  title: 'Each command is sent to each follower once',
  story:
    'Ten commands of 5,000 bytes are sent, one after another. The test counts the bytes that were sent.',
  rules: ['L.3', 'B.2'],
  points: 4,
  servers: 3,
  seeds: 10,
  play(cluster) {
    cluster.agree('99', { on: 3 });
    const before = cluster.system.totals.bytes;
    const retries = new Retries(cluster);
    for (let i = 0; i < COMMANDS; i++)
      cluster.agree(longCommand(cluster.rng.int(0, 1e9)), { on: 3 });
    const used = cluster.system.totals.bytes - before - retries.bytes;
    const followers = cluster.nodes.length - 1;
    const budget = followers * COPIES_MAX * COMMANDS * COMMAND_BYTES + SLACK_BYTES;
    demand(
      used <= budget,
      'B.2',
      `${COMMANDS} commands of ${COMMAND_BYTES} bytes took ${used} bytes on the wire (by ${at(cluster).slice(3)}); ${budget} are allowed: each command must go to each follower only once.`,
    );
  },
});

/** Counts what is sent again because no acknowledgement has arrived: a receiver may take its time. */
class Retries {
  bytes = 0;
  /** By leader and follower. */
  readonly #links = new Map<string, { acknowledged: number; sent: number; at: Micros }>();

  constructor(cluster: Cluster) {
    cluster.system.trace.listen((event) => {
      if (event.kind === 'send') this.#send(event);
      if (event.kind === 'return') this.#return(event);
    });
  }

  #send(event: EventOf<'send'>): void {
    const args = appendEntries(event);
    if (!args || args.entries.length === 0) return;
    const link = this.#link(event);
    const { index } = lastSent(args);
    const isRetry =
      args.prevLogIndex >= link.acknowledged &&
      index <= link.sent &&
      event.at - link.at >= RETRY_MICROS;
    if (isRetry) this.bytes += event.bytes;
    link.sent = Math.max(link.sent, index);
    link.at = event.at;
  }

  #return(event: EventOf<'return'>): void {
    const args = appendEntries(event);
    const link = this.#link(event);
    if (args && appendReply(event)?.success)
      link.acknowledged = Math.max(link.acknowledged, lastSent(args).index);
  }

  #link({ from, to }: EventOf<'send' | 'return'>) {
    const key = `${from} ${to}`;
    const link = this.#links.get(key) ?? { acknowledged: 0, sent: 0, at: 0 };
    this.#links.set(key, link);
    return link;
  }
}

function longCommand(seed: number): string {
  return `${seed}-`.repeat(COMMAND_BYTES).slice(0, COMMAND_BYTES);
}
