import { Directed, isAppend } from '../directed';
import { at, demand } from '../expect';
import { entries, Follower } from '../follower';
import { scenario } from '../scenario';
import { bring, deaf, demandReaches, startAll } from './steps';

const LOG = entries([1, 1, 1, 1, 1, 1, 1, 1, 1, 1]);
const LOST_MS = 1_500;

export const lostRequest = scenario({
  id: '2B/lost-request',
  title: 'A lost request is not a refusal',
  story:
    'A follower holds the whole log of the leader and then receives nothing for a while. The leader must not decrement nextIndex, because no request was refused.',
  rules: ['L.4', 'L.3'],
  points: 1,
  servers: 3,
  alone: true,
  seeds: 3,
  play(cluster) {
    const test = new Directed(cluster);
    bring(test, { from: test.puppet(1), term: 1, log: LOG });
    const followers = test.puppets.map(() => new Follower(LOG));
    test.elect(followers);
    const [follower] = followers as [Follower, Follower];
    const puppet = test.puppet(0);
    test.run(300);
    // Only requests with entries show nextIndex. Heartbeats may follow any entry that is known to
    // match, index 0 at first.
    const prevs = () =>
      puppet.requests
        .filter(isAppend)
        .filter(({ args }) => args.entries.length > 0)
        .map(({ args }) => args.prevLogIndex);
    const lowest = Math.min(LOG.length, ...prevs());
    puppet.part = deaf(follower);
    startAll(test, ['lost at first'], LOG.length + 1);
    test.run(LOST_MS);
    puppet.part = follower.part;
    demandReaches(test, puppet, follower, LOG.length + 1);
    const now = Math.min(...prevs());
    demand(
      now >= lowest,
      'L.4',
      `${puppet.name} holds all entries that ${test.subject.name} held when it won, and has refused nothing. Before requests were lost, prevLogIndex was ${lowest} or more; afterwards it went back to ${now} (checked ${at(cluster)}): a lost request must not decrement nextIndex.`,
    );
    return undefined;
  },
});
