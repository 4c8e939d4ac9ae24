import { Directed } from '../directed';
import { at, demand } from '../expect';
import { Follower } from '../follower';
import { scenario } from '../scenario';
import { heartbeatsIn, IDLE_RPCS_MAX } from './count';
import { demandApplied, startAll } from './steps';

const COMMANDS = 30;
/** Enough to send at each start() to each follower, and once more after each reply. */
const BURST_RPCS_MAX = 4 * COMMANDS + 20;

export const batch = scenario({
  id: '2B/batch',
  title: 'A burst of commands takes a bounded number of RPCs',
  story:
    'A leader accepts thirty commands at once, and then none for a second. The test counts its RPCs.',
  rules: ['L.3', 'B.1'],
  points: 1,
  servers: 3,
  alone: true,
  seeds: 3,
  play(cluster) {
    const test = new Directed(cluster);
    test.elect(test.puppets.map(() => new Follower()));
    test.run(200);
    const rpcs = () => cluster.system.totals.rpcs;
    const before = rpcs();
    const sinceMs = cluster.nowMs;
    const commands = Array.from({ length: COMMANDS }, (_, i) => `command ${i + 1}`);
    const log = startAll(test, commands, 1);
    demandApplied(test, log, `${COMMANDS} commands were sent, and both other servers reply`);
    const burst = rpcs() - before;
    const max = BURST_RPCS_MAX + heartbeatsIn(cluster.nowMs - sinceMs);
    demand(
      burst <= max,
      'B.1',
      `${COMMANDS} commands sent at the same moment took ${burst} RPCs until they were applied (${at(cluster)}); ${max} are allowed.`,
    );
    test.run(300);
    const rest = rpcs();
    test.run(1_000);
    const idle = rpcs() - rest;
    demand(
      idle <= IDLE_RPCS_MAX,
      'B.1',
      `After all servers acknowledged ${COMMANDS} commands, a second without new commands took ${idle} RPCs (${at(cluster)}); ${IDLE_RPCS_MAX} are allowed.`,
    );
    return undefined;
  },
});
