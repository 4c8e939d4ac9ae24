import { Directed } from '../directed';
import { Follower } from '../follower';
import { rows, scenario, type Size } from '../scenario';
import { demandApplied, demandNoCommitBeyond, demandReaches, startAll } from './steps';

const SIZES: readonly Size[] = [3, 4, 5, 6, 7];

export const commitMajority = scenario({
  id: '2B/commit-majority',
  title: 'An entry is committed once a majority holds it, and not before',
  story:
    'The leader of three to seven servers gets one acknowledgement less than it needs, and must wait. With the next one, the entry is committed and applied.',
  rules: ['L.5', 'V.3', 'V.2'],
  points: 2,
  servers: SIZES,
  alone: true,
  seeds: 3,
  play: rows(
    SIZES.map((servers) => ({ name: `${servers} servers`, servers })),
    (cluster, { servers }) => {
      const test = new Directed(cluster);
      const followers = test.puppets.map(() => new Follower());
      test.elect(followers);
      for (const follower of followers) follower.reach = 0;
      const log = startAll(test, ['a'], 1);
      // The leader itself is one of them.
      const needed = test.majority - 1;
      const reach = (i: number) => {
        const follower = followers[i];
        if (!follower) throw new Error(`there is no follower ${i}`);
        follower.reach = Infinity;
        demandReaches(test, test.puppet(i), follower, 1);
      };
      for (let i = 0; i < needed - 1; i++) reach(i);
      const holders = needed === 1 ? 'only the leader itself holds' : `only ${needed} servers hold`;
      demandNoCommitBeyond(
        test,
        0,
        'V.3',
        `${holders} the entry at index 1, the leader included, and a majority of ${servers} is ${test.majority}`,
      );
      reach(needed - 1);
      const why = `${needed + 1} of ${servers} servers hold the entry at index 1, the leader included, which is a majority`;
      demandApplied(test, log, why);
    },
  ),
});
