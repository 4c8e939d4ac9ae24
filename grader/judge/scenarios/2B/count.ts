import type { Cluster } from '../../../world/cluster/cluster';
import type { Puppet } from '../../../world/cluster/puppet';
import { MS } from '../../../world/sim/time';
import { type Directed, isAppend } from '../directed';
import { at, demand } from '../expect';
import { scenario } from '../scenario';

/**
 * Some elections may fail. A leader may send 40 heartbeats a second to each of two servers, for up to
 * half a second.
 */
const ELECTION_RPCS_MAX = 80;
const COMMANDS = 12;
/** Enough to send at each start() to each follower, and once more after each reply. */
const AGREEMENT_RPCS_MAX = 4 * COMMANDS + 20;
/** Up to 40 heartbeats a second to each of two servers. */
export const IDLE_RPCS_MAX = 80;
const TRIES = 5;
/** The contract states this limit. Repeated windows of requests come to 200 a second here. */
const UNREACHED_PER_SECOND_MAX = 1_000;

export const count = scenario({
  id: '2B/count',
  title: 'RPCs are not wasted',
  story:
    'The test counts the RPCs of an election, of twelve commands at once, and of a second without new commands.',
  rules: ['L.1', 'L.3', 'B.1'],
  points: 6,
  servers: 3,
  seeds: 10,
  play(cluster) {
    cluster.leader();
    const election = cluster.system.totals.rpcs;
    demand(
      election >= 1 && election <= ELECTION_RPCS_MAX,
      'B.1',
      `The first election took ${election} RPCs (by ${at(cluster).slice(3)}); it must take 1 to ${ELECTION_RPCS_MAX}, heartbeats included.`,
    );
    let rounds = 0;
    while (!agreementRound(cluster)) {
      demand(
        ++rounds < TRIES,
        'L.1',
        `The leader never kept its term in ${TRIES} tries (up to ${at(cluster).slice(3)}), though nothing failed.`,
      );
    }
    const before = cluster.system.totals.rpcs;
    cluster.run(1_000);
    const idle = cluster.system.totals.rpcs - before;
    demand(
      idle <= IDLE_RPCS_MAX,
      'B.1',
      `A second without new commands took ${idle} RPCs (${at(cluster)}); ${IDLE_RPCS_MAX} are allowed: about ten heartbeats per second are enough.`,
    );
  },
});

/** A service that is fed late takes time, in which heartbeats go on. */
export function heartbeatsIn(ms: number): number {
  return Math.ceil((IDLE_RPCS_MAX * ms) / 1_000);
}

function agreementRound(cluster: Cluster): boolean {
  const leader = cluster.leader();
  const before = cluster.system.totals.rpcs;
  const sinceMs = cluster.nowMs;
  const taken = Array.from({ length: COMMANDS }, () => leader.start(cluster.freshCommand()));
  const term = taken[0]?.term;
  if (taken.some((one) => one?.term !== term || one === undefined)) return false;
  const done = () =>
    taken.every((one) => one && cluster.applied(one.index).count === cluster.nodes.length);
  const agreed = cluster.until(done, 2_000);
  const used = cluster.system.totals.rpcs - before;
  const max = AGREEMENT_RPCS_MAX + heartbeatsIn(cluster.nowMs - sinceMs);
  if (cluster.nodes.some((node) => node.look().term !== term)) return false;
  demand(
    agreed,
    'V.2',
    `${COMMANDS} commands were sent to ${leader.name} at the same moment; 2 s later (${at(cluster)}) not all of them are applied on every server.`,
  );
  demand(
    used <= max,
    'B.1',
    `${COMMANDS} commands sent at the same moment took ${used} RPCs (by ${at(cluster).slice(3)}); ${max} are allowed: one AppendEntries can carry many entries.`,
  );
  return true;
}

/** With one retry for each command, their number grows the longer a server is away. */
export function demandFewRetries(test: Directed, puppet: Puppet): void {
  const since = test.cluster.nowMs;
  test.run(1_000);
  const sent = puppet.requests.filter(({ at }) => at / MS > since).filter(isAppend).length;
  demand(
    sent <= UNREACHED_PER_SECOND_MAX,
    'B.1',
    `${test.subject.name} sent ${puppet.name} ${sent} AppendEntries in one second (until ${at(test.cluster)}), while nothing reached ${puppet.name} and there was no new command; the contract allows at most ${UNREACHED_PER_SECOND_MAX}. One retry for each server is enough, because it can carry all entries from nextIndex on; a retry for each command, or for each request that is lost, is too much.`,
  );
}
