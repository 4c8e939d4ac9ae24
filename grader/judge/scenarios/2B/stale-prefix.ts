import { type Append, Directed } from '../directed';
import { at, demand } from '../expect';
import { entries, entryCount } from '../follower';
import { rows, scenario } from '../scenario';
import { bring, demandLog } from './steps';

const LOG = entries([1, 1, 2, 2, 2]);

interface Row {
  readonly name: string;
  /** A request that arrives late, or from a leader that knows less. The log holds all of it already. */
  readonly late: Append;
}

export const stalePrefix = scenario({
  id: '2B/stale-prefix',
  title: 'AppendEntries with nothing new deletes nothing',
  story:
    'Five entries are acknowledged. Then an AppendEntries arrives that carries only the first few of them, or none. Nothing conflicts, so all five stay.',
  rules: ['AE.3', 'AE.4'],
  points: 2,
  servers: 3,
  alone: true,
  seeds: 3,
  play: rows<Row>(
    [
      { name: 'an older request', late: { term: 2, prev: [1, 1], entries: LOG.slice(1, 3) } },
      { name: 'the first request', late: { term: 2, entries: LOG.slice(0, 1) } },
      { name: 'an older heartbeat', late: { term: 2, prev: [2, 1] } },
      { name: 'the first heartbeat', late: { term: 2 } },
      { name: 'a heartbeat with commit', late: { term: 2, prev: [3, 2], commit: 3 } },
      { name: 'a new leader', late: { term: 3, prev: [3, 2] } },
      {
        name: 'a new leader, one entry',
        late: { term: 3, prev: [1, 1], entries: LOG.slice(1, 2) },
      },
    ],
    (cluster, { late }) => {
      const test = new Directed(cluster);
      const [first, second] = [test.puppet(0), test.puppet(1)];
      bring(test, { from: first, term: 2, log: LOG });
      const from = late.term === 2 ? first : second;
      const [prev] = late.prev ?? [0];
      const { success } = test.append(from, late);
      const what = `an AppendEntries of term ${late.term} with prevLogIndex ${prev} and ${entryCount(late.entries?.length ?? 0)}`;
      demand(
        success,
        'AE.2',
        `${test.subject.name} refused ${what} ${at(cluster)}, though its log matches there.`,
      );
      const story = `${test.subject.name} had acknowledged five entries when ${what} arrived, which brought nothing new`;
      demandLog(test, { from, term: late.term, log: LOG }, 'AE.3', story);
    },
  ),
});
