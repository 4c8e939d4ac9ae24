import type { Cluster } from '../../../world/cluster/cluster';
import { Directed } from '../directed';
import { at, demand } from '../expect';
import { rows, scenario } from '../scenario';
import { give, hintOf } from './backup-setting';

interface Refused {
  readonly name: string;
  /** The terms of the subject's log. */
  readonly log: readonly number[];
  /** An entry with which a leader replaces the end of the log before the refused request. */
  readonly cutAt?: { readonly index: number; readonly term: number };
  /** Index and term of the previous entry in a newer leader's request. */
  readonly prev: readonly [index: number, term: number];
  readonly conflictTerm: number;
  readonly conflictIndex: number;
}

const SHORT: readonly Refused[] = [
  row('an empty log, asked for its first entry', [], [1, 1], -1, 1),
  row('an empty log, asked for an entry far away', [], [9, 4], -1, 1),
  row('too short by one', [1, 1, 2], [4, 3], -1, 4),
  row('too short by one, in a term that it has', [1, 1, 2], [4, 2], -1, 4),
  row('too short by many', [1, 1, 2], [50, 3], -1, 4),
  {
    ...row('too short after it was cut', [1, 1, 1, 1, 1], [5, 1], -1, 4),
    cutAt: { index: 3, term: 2 },
  },
];

const OTHER_TERM: readonly Refused[] = [
  row('the first entry of a term', [1, 1, 2, 2, 2, 3], [3, 1], 2, 3),
  row('the middle of a term', [1, 1, 2, 2, 2, 3], [4, 1], 2, 3),
  row('the last entry of a term', [1, 1, 2, 2, 2, 3], [5, 1], 2, 3),
  row('the last entry of the log', [1, 2, 2, 4, 4], [5, 3], 4, 4),
  row('a single entry of its term', [1, 1, 3, 4, 4], [3, 2], 3, 3),
  row('a log of one term', [2, 2, 2, 2], [3, 1], 2, 1),
  row('a log of one entry', [2], [1, 1], 2, 1),
  row('a long term', [1, ...Array<number>(200).fill(3), 4], [190, 2], 3, 2),
  row('a term number that is high', [1, 70, 70, 200], [3, 60], 70, 2),
  {
    ...row('a term that begins where the log was cut', [1, 1, 1, 1, 1], [3, 1], 2, 3),
    cutAt: { index: 3, term: 2 },
  },
];

export const hint = scenario({
  id: '2C/hint',
  title: 'A refusal carries conflictTerm and conflictIndex',
  story:
    'Followers with various logs receive AppendEntries that do not match. Their refusals carry the term and the index that section 5.3 describes.',
  rules: ['FB.1', 'FB.2', 'AE.2'],
  points: 3,
  servers: 3,
  alone: true,
  seeds: 3,
  play: rows([...SHORT, ...OTHER_TERM], refuse),
});

function refuse(cluster: Cluster, of: Refused): void {
  const test = new Directed(cluster);
  const { subject } = test;
  const [former, leader] = [test.puppet(0), test.puppet(1)];
  const { prev, log, cutAt } = of;
  const given = Math.max(1, ...log);
  give(test, former, given, log);
  if (cutAt) {
    const { index, term } = cutAt;
    const cut = test.append(former, {
      term,
      prev: [index - 1, log[index - 2] ?? 0],
      entries: [{ term, command: `t${term}i${index}` }],
    });
    demand(
      cut.success,
      'AE.2',
      `${subject.name} refused AppendEntries at prevLogIndex ${index - 1} ${at(cluster)}, where its log and the leader's are the same.`,
    );
  }
  const term = Math.max(given, prev[1], cutAt?.term ?? 0) + 1;
  const reply = test.append(leader, { term, prev });
  const has = cutAt ? [...log.slice(0, cutAt.index - 1), cutAt.term] : log;
  const asked = `${subject.name} has a log of ${shown(has)} and received AppendEntries with prevLogIndex ${prev[0]} and prevLogTerm ${prev[1]}`;
  demand(
    !reply.success,
    'AE.2',
    `${asked}. It replied with success ${at(cluster)}, but it has no such entry.`,
  );
  demand(
    reply.conflictTerm === of.conflictTerm && reply.conflictIndex === of.conflictIndex,
    of.conflictTerm === -1 ? 'FB.1' : 'FB.2',
    `${asked}. It refused ${at(cluster)} with ${hintOf(reply)} instead of ${hintOf({ ...reply, conflictTerm: of.conflictTerm, conflictIndex: of.conflictIndex })}: ${
      of.conflictTerm === -1
        ? 'no term, because its log is too short, and the index after its last entry'
        : `the term of its entry there, and the first index of that term in its log`
    }.${of.conflictTerm !== -1 && reply.conflictTerm === -1 ? ' With -1 it says that its log ends before prevLogIndex: how is that found out, and is it before anything is deleted?' : ''}`,
  );
}

function shown(log: readonly number[]): string {
  if (log.length === 0) return 'no entries';
  const runs: string[] = [];
  for (let from = 0; from < log.length;) {
    let to = from;
    while (log[to + 1] === log[from]) to++;
    const where = from === to ? `${from + 1}` : `${from + 1} to ${to + 1}`;
    runs.push(`term ${log[from] ?? 0} at ${where}`);
    from = to + 1;
  }
  return `${log.length} entries (${runs.join(', ')})`;
}

function row(
  name: string,
  log: readonly number[],
  prev: readonly [number, number],
  conflictTerm: number,
  conflictIndex: number,
): Refused {
  return { name, log, prev, conflictTerm, conflictIndex };
}
