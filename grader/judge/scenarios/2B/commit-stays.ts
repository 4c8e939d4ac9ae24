import { type Append, Directed } from '../directed';
import { at, demand } from '../expect';
import { entries, Follower } from '../follower';
import { rows, scenario } from '../scenario';
import { APPLIED_MS, bring, keepSending } from './steps';
import { highestCommit } from './why-not-applied';

const LOG = entries([1, 1, 1]);
const TOLD_MS = 3_000;

export const commitStays = scenario({
  id: '2B/commit-stays',
  title: 'A follower never takes back a commit',
  story:
    'A follower has committed three entries when an older AppendEntries arrives, with a lower leaderCommit or a lower last entry. When the server becomes leader, it still sends leaderCommit 3.',
  rules: ['AE.5'],
  points: 1,
  servers: 3,
  alone: true,
  seeds: 3,
  play: rows<{ readonly name: string; readonly late: Append }>(
    [
      { name: 'a lower leaderCommit', late: { term: 1, prev: [3, 1], commit: 1 } },
      { name: 'a lower prevLogIndex', late: { term: 1, prev: [1, 1], commit: 3 } },
      { name: 'a first request, again', late: { term: 1, entries: LOG.slice(0, 1), commit: 0 } },
    ],
    (cluster, { late }) => {
      const test = new Directed(cluster);
      const leader = test.puppet(0);
      bring(test, { from: leader, term: 1, log: LOG }, 3);
      const all = () => test.applied.length === 3;
      keepSending(test, leader, { term: 1, prev: [3, 1], commit: 3 }, APPLIED_MS, all);
      demand(
        all(),
        'AE.5',
        `${test.subject.name} holds three entries and received leaderCommit 3, but ${at(cluster)} it has applied only ${test.applied.length}.`,
      );
      // Earlier messages must have arrived by now.
      test.run(50);
      test.append(leader, late);
      test.elect(test.puppets.map(() => new Follower(LOG, test.term)));
      cluster.until(() => highestCommit(test) >= 3, TOLD_MS);
      demand(
        highestCommit(test) === 3,
        'AE.5',
        `${test.subject.name} had applied three entries and then received an older AppendEntries with leaderCommit ${late.commit ?? 0}. Now it leads and all others hold the same log, but the highest leaderCommit it has sent in ${TOLD_MS / 1_000} s is ${highestCommit(test)} (${at(cluster)}). commitIndex never decreases, not after a request and not when the server becomes the leader.`,
      );
    },
  ),
});
