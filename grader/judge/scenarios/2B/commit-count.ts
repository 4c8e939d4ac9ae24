import { Directed } from '../directed';
import { Follower } from '../follower';
import { rows, scenario } from '../scenario';
import { demandApplied, demandNoCommitBeyond, demandReaches, startAll } from './steps';

interface Row {
  readonly name: string;
  /** How many entries the first and the second follower hold in the end; two others hold none. */
  readonly first: number;
  readonly second: number;
}

export const commitCount = scenario({
  id: '2B/commit-count',
  title: 'The majority is counted for each index, and indexes compare as numbers',
  story:
    'Of five servers, the leader and one follower hold a long log, a second follower holds part of it, and the others hold nothing. Only the entries that three servers hold are committed.',
  rules: ['L.5'],
  points: 1,
  servers: 5,
  alone: true,
  seeds: 3,
  play: rows<Row>(
    [
      { name: '3 of 5 hold 9 of 12', first: 12, second: 9 },
      { name: '3 of 5 hold 4 of 30', first: 30, second: 4 },
      { name: '3 of 5 hold 1 of 2', first: 2, second: 1 },
    ],
    (cluster, { first, second }) => {
      const test = new Directed(cluster);
      const followers = test.puppets.map(() => new Follower());
      const [one, two] = followers as [Follower, Follower];
      test.elect(followers);
      for (const follower of followers) follower.reach = 0;
      const commands = Array.from({ length: first }, (_, i) => `command ${i + 1}`);
      [one.reach, two.reach] = [first, second];
      const log = startAll(test, commands.slice(0, second), 1);
      demandReaches(test, test.puppet(0), one, second);
      demandReaches(test, test.puppet(1), two, second);
      const why = `three of five servers hold ${second} entries, the leader included`;
      demandApplied(test, log, why);
      startAll(test, commands.slice(second), second + 1);
      demandReaches(test, test.puppet(0), one, first);
      demandNoCommitBeyond(
        test,
        second,
        'L.5',
        `the leader and one follower hold ${first} entries, a second follower ${second}, and the other two none, so a majority of five holds only the entries up to index ${second}`,
      );
    },
  ),
});
