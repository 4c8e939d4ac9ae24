import { Directed } from '../directed';
import { Follower } from '../follower';
import { rows, scenario } from '../scenario';
import { demandApplied, mute, startAll } from './steps';

const COMMIT_MS = 2_000;

export const deadPeer = scenario({
  id: '2B/dead-peer',
  title: 'A server that never answers does not hold up the others',
  story:
    'One of the two followers lets every AppendEntries wait for seconds; commands are committed through the other one, soon, and again.',
  rules: ['L.3', 'V.2'],
  points: 1,
  servers: 3,
  alone: true,
  seeds: 3,
  play: rows(
    [
      { name: 'S1 is silent', silent: 0 },
      { name: 'S2 is silent', silent: 1 },
    ],
    (cluster, { silent }) => {
      const test = new Directed(cluster);
      const followers = test.puppets.map(() => new Follower());
      test.elect(followers);
      const puppet = test.puppet(silent);
      puppet.part = mute(followers[silent] ?? new Follower());
      const why = `${puppet.name} leaves every AppendEntries without an answer, the other follower answers at once`;
      const first = startAll(test, ['a', 'b'], 1);
      demandApplied(test, first, why, 'V.2', COMMIT_MS);
      test.run(300);
      const second = startAll(test, ['c'], 3);
      demandApplied(test, [...first, ...second], why, 'V.2', COMMIT_MS);
    },
  ),
});
