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
    demandApplied(test, log, 'Both other servers reply, and three commands were sent');
    for (const puppet of test.puppets) {
      const told = () =>
        Math.max(0, ...puppet.requests.filter(isAppend).map(({ args }) => args.leaderCommit));
      cluster.until(() => told() === 3, TOLD_MS);
      demand(
        told() === 3,
        'V.2',
        `${test.subject.name} has committed three entries, but ${at(cluster)} the highest leaderCommit it has sent to ${puppet.name} is ${told()}: ${puppet.name} cannot apply more than that.`,
      );
    }
    return undefined;
  },
});
