import type { LogEntry } from '../../../contract';
import { Directed } from '../directed';
import { at, demand } from '../expect';
import { entries } from '../follower';
import { rows, scenario } from '../scenario';
import { bring, demandLog, there } from './steps';

/** Clients may give the same command twice. */
const SAME: LogEntry = { term: 1, command: 'same' };

interface Row {
  readonly name: string;
  readonly mine: readonly LogEntry[];
  readonly theirs: readonly LogEntry[];
  /** How many entries of the leader's log precede the sent ones. */
  readonly prev: number;
  /**
   * The log of a leader of the term before. Its entries after `shared` are still being handled when the
   * request arrives.
   */
  readonly former?: { readonly log: readonly LogEntry[]; readonly shared: number };
  /** The log of a leader of the term before. Only its last entry arrives, and is refused. */
  readonly early?: readonly LogEntry[];
}

/** Term of the new leader. */
const TERM = 3;

const TABLE: readonly Row[] = [
  { name: 'the last entry', mine: entries([1, 1, 2]), theirs: entries([1, 1, 3]), prev: 2 },
  { name: 'all', mine: entries([1, 1, 1]), theirs: entries([3]), prev: 0 },
  {
    name: 'in the middle: later entries go too',
    mine: entries([1, 1, 1, 1, 1, 1]),
    theirs: entries([1, 1, 3]),
    prev: 2,
  },
  {
    name: 'after matching entries',
    mine: entries([1, 1, 1, 1]),
    theirs: entries([1, 1, 3, 3, 3]),
    prev: 0,
  },
  {
    name: 'after matching entries, in a longer log',
    mine: entries([1, 1, 1, 1, 1, 1]),
    theirs: entries([1, 1, 3, 3]),
    prev: 0,
  },
  {
    name: 'several terms in one request',
    mine: entries([1, 1, 1, 1, 1, 1]),
    theirs: entries([1, 2, 2, 3]),
    prev: 1,
  },
  {
    name: 'the newer term is the wrong one',
    mine: entries([1, 2, 2]),
    theirs: entries([1, 1, 3]),
    prev: 1,
  },
  {
    name: 'another term, the same command',
    mine: [SAME, SAME],
    theirs: [SAME, { term: 3, command: 'same' }],
    prev: 1,
  },
  {
    name: 'two leaders, one right after the other',
    mine: entries([1, 1]),
    theirs: entries([1, 1, 3]),
    prev: 2,
    former: { log: entries([1, 2, 2]), shared: 1 },
  },
  {
    name: 'an entry of an earlier leader that came too early',
    mine: entries([1]),
    theirs: entries([1, 3, 3]),
    prev: 1,
    early: entries([1, 2, 2, 2]),
  },
];

export const trueConflict = scenario({
  id: '2B/true-conflict',
  title: 'A conflicting entry is deleted, and every entry after it',
  story:
    "A server holds entries that the new leader never had, or is just receiving some from an earlier leader. The new leader's AppendEntries replaces them from the first entry whose term differs.",
  rules: ['AE.3', 'AE.4'],
  points: 1,
  servers: TABLE.map(({ former, early }) => (former || early ? 5 : 3)),
  alone: true,
  seeds: 3,
  play: rows(TABLE, (cluster, { mine, theirs, prev, former, early }) => {
    const test = new Directed(cluster);
    const [first, second] = [test.puppet(0), test.puppet(1)];
    bring(test, { from: first, term: mine.at(-1)?.term ?? 1, log: mine });
    const prevTerm = theirs[prev - 1]?.term ?? 0;
    const send = (after: number) =>
      test.append(second, {
        ...{ term: TERM, entries: theirs.slice(after) },
        prev: [after, theirs[after - 1]?.term ?? 0],
      }).success;
    if (early)
      test.append(test.puppet(2), {
        ...{ term: TERM - 1, entries: early.slice(-1) },
        prev: [early.length - 1, early.at(-2)?.term ?? 0],
      });
    if (former)
      there(test, test.puppet(2), () =>
        test.send(test.puppet(2), {
          ...{ term: TERM - 1, entries: former.log.slice(former.shared) },
          prev: [former.shared, former.log[former.shared - 1]?.term ?? 0],
        }),
      );
    // A refusal is right if the earlier leader has replaced the previous entry by then.
    const success = send(prev) || (former !== undefined && send(former.shared));
    const terms = (log: readonly LogEntry[]) => log.map((entry) => entry.term).join(', ');
    demand(
      success,
      'AE.2',
      `${test.subject.name} refused an AppendEntries with prevLogIndex ${prev} and prevLogTerm ${prevTerm} ${at(cluster)}, though its log (terms ${terms(mine)}) matches there.`,
    );
    const story = `${test.subject.name} held entries of terms ${terms(mine)}, and ${second.name}, whose log has terms ${terms(theirs)}, sent it the entries from index ${prev + 1} on${former ? `, while it was still handling an AppendEntries from ${test.puppet(2).name}, whose log has terms ${terms(former.log)}: what is checked before an await may have changed after it` : ''}${early ? `. Before that it had refused the entry of term ${TERM - 1} at index ${early.length} from ${test.puppet(2).name}: a refused entry is not kept for later, or only for as long as prevLogTerm and the term of its leader are right` : ''}`;
    demandLog(test, { from: second, term: TERM, log: theirs }, 'AE.3', story);
  }),
});
