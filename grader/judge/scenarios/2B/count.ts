import type { Cluster } from '../../../world/cluster/cluster';
import { at, demand } from '../expect';
import { scenario } from '../scenario';

/** Heartbeats may go out every 30 ms, and the first look comes about half a second after the boot. */
const ELECTION_RPCS_MAX = 40;
const COMMANDS = 12;
/** Enough for who sends at each start() to each follower, and once more behind each reply. */
const AGREEMENT_RPCS_MAX = 4 * COMMANDS + 20;
/** About ten heartbeats a second to each of two, and room for four times as many. */
const IDLE_RPCS_MAX = 80;
const TRIES = 5;

export const count = scenario({
  id: '2B/count',
  title: 'RPCs are not wasted',
  story:
    'The test counts the RPCs of an election, of twelve commands at once, and of a second without work.',
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
      `The first election took ${election} RPCs by ${at(cluster).slice(3)}; 1 to ${ELECTION_RPCS_MAX} are enough, heartbeats included.`,
    );
    let rounds = 0;
    while (!agreementRound(cluster)) {
      demand(
        ++rounds < TRIES,
        'L.1',
        `In ${TRIES} tries up to ${at(cluster).slice(3)} there was not one in which the leader kept its term, though nothing failed.`,
      );
    }
    const before = cluster.system.totals.rpcs;
    cluster.run(1_000);
    const idle = cluster.system.totals.rpcs - before;
    demand(
      idle <= IDLE_RPCS_MAX,
      'B.1',
      `A second in which nothing was to be done took ${idle} RPCs (${at(cluster)}); ${IDLE_RPCS_MAX} are allowed: heartbeats need not go out more than about ten times a second.`,
    );
  },
});

function agreementRound(cluster: Cluster): boolean {
  const leader = cluster.leader();
  const before = cluster.system.totals.rpcs;
  const taken = Array.from({ length: COMMANDS }, () => leader.start(cluster.freshCommand()));
  const term = taken[0]?.term;
  if (taken.some((one) => one?.term !== term || one === undefined)) return false;
  const done = () =>
    taken.every((one) => one && cluster.applied(one.index).count === cluster.nodes.length);
  const agreed = cluster.until(done, 2_000);
  const used = cluster.system.totals.rpcs - before;
  if (cluster.nodes.some((node) => node.look().term !== term)) return false;
  demand(
    agreed,
    'V.2',
    `${COMMANDS} commands given to ${leader.name} at one instant are not all applied everywhere 2 s later (${at(cluster)}).`,
  );
  demand(
    used <= AGREEMENT_RPCS_MAX,
    'B.1',
    `${COMMANDS} commands given at one instant took ${used} RPCs by ${at(cluster).slice(3)}; ${AGREEMENT_RPCS_MAX} are allowed: one AppendEntries can carry many entries.`,
  );
  return true;
}
