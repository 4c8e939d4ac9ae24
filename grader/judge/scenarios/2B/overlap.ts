import { type Append, Directed } from '../directed';
import { at, demand } from '../expect';
import { entries } from '../follower';
import { rows, scenario } from '../scenario';
import { demandEnd, demandLog } from './steps';

/** The entries that a request carries, by the indexes of the first and the last. */
type Range = readonly [first: number, last: number];

interface Row {
  readonly name: string;
  readonly ranges: readonly Range[];
  /**
   * All requests leave at one moment before they are sent one by one, so that one arrives while another
   * is handled.
   */
  readonly together?: true;
  /** Whether each request has a leaderCommit that covers all that was acknowledged before it. */
  readonly commits?: true;
  /** Whether all entries have the same command: a client may send one as often as it likes. */
  readonly alike?: true;
}

const TERMS = [1, 1, 2, 2, 2, 2];

export const overlap = scenario({
  id: '2B/overlap',
  title: 'Entries that are already in the log are not appended again',
  story:
    'Requests arrive twice, overlap, and carry entries of several terms. In the end each entry is in the log once.',
  rules: ['AE.2', 'AE.4'],
  points: 1,
  servers: 3,
  alone: true,
  seeds: 3,
  play: rows<Row>(
    [
      {
        name: 'one after the other',
        ranges: [
          [1, 1],
          [2, 3],
          [4, 6],
        ],
      },
      { name: 'all at once', ranges: [[1, 6]] },
      {
        name: 'the same again',
        ranges: [
          [1, 3],
          [1, 3],
          [4, 6],
          [4, 6],
        ],
      },
      {
        name: 'some old, some new',
        ranges: [
          [1, 4],
          [2, 5],
          [3, 6],
        ],
      },
      {
        name: 'all from the start',
        ranges: [
          [1, 2],
          [1, 4],
          [1, 6],
        ],
      },
      {
        name: 'twice at one moment',
        ranges: [
          [1, 6],
          [1, 6],
        ],
        together: true,
      },
      {
        name: 'the last one again',
        ranges: [
          [1, 6],
          [6, 6],
        ],
      },
      {
        name: 'some committed, some new',
        ranges: [
          [1, 3],
          [1, 4],
          [2, 6],
        ],
        commits: true,
      },
      {
        name: 'one command six times',
        ranges: [
          [1, 1],
          [2, 6],
        ],
        alike: true,
      },
    ],
    (cluster, { ranges, together = false, commits = false, alike = false }) => {
      const test = new Directed(cluster);
      const [from, term] = [test.puppet(0), 2];
      const log = entries(TERMS).map((entry) => (alike ? { ...entry, command: 'alike' } : entry));
      const request = ([first, last]: Range): Append => ({
        term,
        prev: [first - 1, log[first - 2]?.term ?? 0],
        entries: log.slice(first - 1, last),
        commit: commits ? known : 0,
      });
      let known = 0;
      if (together) for (const range of ranges) test.send(from, request(range));
      for (const range of ranges) {
        const [first, last] = range;
        const prev = first - 1;
        const { success } = test.append(from, request(range));
        demand(
          success,
          last <= known ? 'AE.4' : 'AE.2',
          `${test.subject.name} refused entries ${first} to ${last} ${at(cluster)}, ${prev === 0 ? 'though all logs match at index 0, before the first entry' : `though it had acknowledged all entries up to index ${prev} before`}.`,
        );
        known = Math.max(known, last);
      }
      const sent = ranges.map(([first, last]) => `${first} to ${last}`).join(', then ');
      const story = `${test.subject.name} received entries ${sent}`;
      if (alike) {
        const last = TERMS.at(-1) ?? 0;
        const same = `${story}, all with the same command: an entry is known by its index and term`;
        demandEnd(test, term, [log.length, last], 'AE.4', same);
        return;
      }
      demandLog(test, { from, term, log }, 'AE.4', story);
    },
  ),
});
