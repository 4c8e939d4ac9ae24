import type { LogEntry } from '../../../contract';
import { quoted } from '../../rules/wire';
import { type Append, Directed } from '../directed';
import { at, demand } from '../expect';
import { entries, entryCount } from '../follower';
import { rows, scenario } from '../scenario';
import { APPLIED_MS, bring, keepSending } from './steps';

const SETTLE_MS = 90;

interface Row {
  readonly name: string;
  /** The subject's log, sent by the leader of term 1, with nothing committed. */
  readonly mine: readonly LogEntry[];
  /** The requests that follow, and exactly how many entries must be applied after each. */
  readonly then: readonly (Append & { readonly applied: number })[];
  /** The log of the leader that sends them. */
  readonly theirs: readonly LogEntry[];
}

const OLD = entries([1, 1, 1, 1, 1]);
const NEW = entries([1, 2, 2]);

const TABLE: readonly Row[] = [
  {
    name: 'more is committed than was sent so far',
    mine: [],
    theirs: OLD,
    then: [
      { term: 1, entries: OLD.slice(0, 2), commit: 5, applied: 2 },
      { term: 1, prev: [2, 1], entries: OLD.slice(2), commit: 5, applied: 5 },
    ],
  },
  {
    name: 'less is committed than was sent',
    mine: [],
    theirs: OLD,
    then: [
      { term: 1, entries: OLD, commit: 2, applied: 2 },
      { term: 1, prev: [5, 1], commit: 4, applied: 4 },
    ],
  },
  {
    name: 'a heartbeat, and wrong entries at the end',
    mine: OLD.slice(0, 3),
    theirs: NEW,
    then: [
      { term: 2, prev: [1, 1], commit: 3, applied: 1 },
      { term: 2, prev: [1, 1], entries: NEW.slice(1), commit: 3, applied: 3 },
    ],
  },
  {
    name: 'a heartbeat that follows index 0',
    mine: OLD,
    theirs: entries([2, 2]),
    then: [{ term: 2, commit: 2, applied: 0 }],
  },
  {
    name: 'entries, and wrong ones behind them',
    mine: OLD,
    theirs: entries([1, 1, 2, 2]),
    then: [{ term: 2, entries: OLD.slice(0, 2), commit: 4, applied: 2 }],
  },
  {
    name: 'refused: another term',
    mine: OLD.slice(0, 3),
    theirs: NEW,
    then: [{ term: 2, prev: [3, 2], commit: 3, applied: 0 }],
  },
  {
    name: 'refused: past the end',
    mine: OLD.slice(0, 2),
    theirs: entries([2, 2, 2, 2]),
    then: [{ term: 2, prev: [4, 2], commit: 4, applied: 0 }],
  },
  {
    name: 'an older term',
    mine: [],
    theirs: OLD,
    then: [
      { term: 1, entries: OLD.slice(0, 3), applied: 0 },
      { term: 2, prev: [1, 1], commit: 1, applied: 1 },
      { term: 1, prev: [3, 1], commit: 3, applied: 1 },
    ],
  },
  {
    name: 'refused, and then a heartbeat that reaches less far',
    mine: OLD.slice(0, 3),
    theirs: NEW,
    then: [
      { term: 2, prev: [3, 2], commit: 3, applied: 0 },
      { term: 2, prev: [1, 1], commit: 3, applied: 1 },
    ],
  },
  {
    name: 'more is committed, and a heartbeat reaches less far',
    mine: OLD,
    theirs: entries([1, 1, 1, 1, 1, 2]),
    then: [
      { term: 2, prev: [3, 1], commit: 3, applied: 3 },
      { term: 2, prev: [1, 1], commit: 6, applied: 3 },
      { term: 2, prev: [5, 1], entries: entries([2], 6), commit: 6, applied: 6 },
    ],
  },
];

export const commitBound = scenario({
  id: '2B/commit-bound',
  title: 'A follower commits no further than the last entry the request covers',
  story:
    'AppendEntries with a high leaderCommit reaches a server whose log is short, or ends with entries that the leader never had.',
  rules: ['AE.5'],
  points: 2,
  servers: 3,
  alone: true,
  seeds: 3,
  play: rows(TABLE, (cluster, { mine, theirs, then }) => {
    const test = new Directed(cluster);
    const [first, second] = [test.puppet(0), test.puppet(1)];
    const { subject } = test;
    bring(test, { from: first, term: 1, log: mine });
    for (const { applied, ...what } of then) {
      const from = what.term === 1 ? first : second;
      const { term, prev = [0, 0], entries: sent = [], commit = 0 } = what;
      const asked = `an AppendEntries of term ${term} with prevLogIndex ${prev[0]}, ${entryCount(sent.length)} and leaderCommit ${commit}`;
      keepSending(test, from, what, SETTLE_MS);
      demand(
        test.applied.length <= applied,
        'AE.5',
        `${subject.name} received ${asked} and applied entries up to index ${test.applied.length} ${at(cluster)}. Only entries up to index ${applied} are known to be committed and to match the leader's log.`,
      );
      keepSending(test, from, what, APPLIED_MS, () => test.applied.length >= applied);
      demand(
        test.applied.length >= applied,
        'AE.5',
        `${subject.name} received ${asked} repeatedly for ${APPLIED_MS / 1_000} s, but has applied only ${entryCount(test.applied.length)} ${at(cluster)}; entries up to index ${applied} are committed.`,
      );
      test.applied.forEach((command, i) => {
        demand(
          command === theirs[i]?.command,
          'AE.5',
          `${subject.name} received ${asked} and applied ${quoted(command)} at index ${i + 1} (${at(cluster)}), where the leader has ${quoted(theirs[i]?.command ?? 'nothing')}.`,
        );
      });
    }
  }),
});
