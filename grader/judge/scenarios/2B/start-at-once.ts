import { Directed } from '../directed';
import { Follower } from '../follower';
import { scenario } from '../scenario';
import { demandApplied, startAll } from './steps';

export const startAtOnce = scenario({
  id: '2B/start-at-once',
  title: 'A leader returns from start() at once, with the next index',
  story:
    'A leader gets five commands at the same moment, and five more before any is acknowledged; one is empty and two are repeated. Each has its own index when start() returns, and is applied as it is.',
  rules: ['L.2'],
  points: 1,
  servers: 3,
  alone: true,
  seeds: 3,
  play(cluster) {
    const test = new Directed(cluster);
    const followers = test.puppets.map(() => new Follower());
    test.elect(followers);
    for (const follower of followers) follower.reach = 0;
    const burst = startAll(test, ['a', 'b', 'c', 'd', 'd'], 1);
    test.run(30);
    // Raft never looks inside a command, so the empty one and a repeated one are commands like any
    // other.
    const more = startAll(test, [' f\n', '', 'a', '007', 'e\u0301\r\n'], 6);
    for (const follower of followers) follower.reach = Infinity;
    const why = `${test.subject.name} accepted ten commands as the leader, five of them at the same moment`;
    demandApplied(test, [...burst, ...more], why);
    return undefined;
  },
});
