import { Directed, isAppend } from '../directed';
import { at, demand } from '../expect';
import { Follower } from '../follower';
import { scenario } from '../scenario';
import { demandApplied, startAll } from './steps';

const TOLD_MS = 3_000;

export const commitNews = scenario({
  id: '2B/commit-news',
  title: 'Followers learn what is committed',
  story:
    'Three commands are committed and no other command follows. Soon each follower gets an AppendEntries with leaderCommit 3.',
  rules: ['L.3', 'L.5'],
  points: 1,
  servers: 3,
  alone: true,
  seeds: 3,
  play(cluster) {
    const test = new Directed(cluster);
    test.elect(test.puppets.map(() => new Follower()));
    const log = startAll(test, ['a', 'b', 'c'], 1);
    demandApplied(test, log, 'both others answer, and three commands were given');
    for (const puppet of test.puppets) {
      const told = () =>
        Math.max(0, ...puppet.requests.filter(isAppend).map(({ args }) => args.leaderCommit));
      cluster.until(() => told() === 3, TOLD_MS);
      demand(
        told() === 3,
        'V.2',
        `${test.subject.name} has committed three entries, and ${at(cluster)} the highest leaderCommit that ${puppet.name} was sent is ${told()}: nothing will be applied there beyond that.`,
      );
    }
    return undefined;
  },
});
