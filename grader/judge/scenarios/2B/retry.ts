import { Directed } from '../directed';
import { at, demand } from '../expect';
import { Follower } from '../follower';
import { scenario } from '../scenario';
import { deaf, demandApplied, demandReaches, startAll } from './steps';

const LOST_MS = 250;
const TOLD_MS = 3_000;

export const retry = scenario({
  id: '2B/retry',
  title: 'AppendEntries is retried until it is acknowledged',
  story:
    'For a while every AppendEntries with new entries is lost: first to both followers, then to one. In the end both hold the entries, although no other command was sent.',
  rules: ['L.3', 'L.4', 'V.2'],
  points: 1,
  servers: 3,
  alone: true,
  seeds: 3,
  play(cluster) {
    const test = new Directed(cluster);
    const followers = test.puppets.map(() => new Follower());
    const [near, far] = followers as [Follower, Follower];
    test.elect(followers);
    near.reach = far.reach = 0;
    const log = startAll(test, ['a', 'b', 'c'], 1);
    test.run(LOST_MS);
    near.reach = Infinity;
    demandReaches(test, test.puppet(0), near, 3);
    demandApplied(
      test,
      log,
      'Both the leader and one follower of three servers hold three entries',
    );
    // From here on the second puppet receives no AppendEntries.
    const puppet = test.puppet(1);
    puppet.part = deaf(far);
    test.run(LOST_MS);
    far.reach = Infinity;
    let told = 0;
    puppet.part = (request) => {
      far.answer(request);
      if (request.method === 'appendEntries') told = Math.max(told, request.args.leaderCommit);
    };
    demandReaches(test, puppet, far, 3);
    cluster.until(() => told >= 3, TOLD_MS);
    demand(
      told >= 3,
      'V.2',
      `${puppet.name} is back and holds all three entries, which are committed, but for ${TOLD_MS / 1_000} s (up to ${at(cluster).slice(3)}) ${test.subject.name} has sent it no leaderCommit above ${told}.`,
    );
    return undefined;
  },
});
