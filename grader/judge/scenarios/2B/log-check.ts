import type { Cluster } from '../../../world/cluster/cluster';
import { Directed } from '../directed';
import { at, demand } from '../expect';
import { entries } from '../follower';
import { rows, scenario } from '../scenario';
import { stands } from '../2A/moments';
import { bring, keepSending } from './steps';

/** Longer than any election timeout that makes sense. */
const LED_MS = 3_000;

interface Row {
  readonly name: string;
  /** Terms of the subject's log. */
  readonly mine: readonly number[];
  /** Terms of the new leader's log, and how many of its entries come before the new ones. */
  readonly theirs: readonly number[];
  readonly prev: number;
  readonly matches: boolean;
}

const TABLE: readonly Row[] = [
  { name: 'index 0, empty log', mine: [], theirs: [3], prev: 0, matches: true },
  { name: 'index 0, other entries', mine: [1, 2], theirs: [1, 3], prev: 0, matches: true },
  { name: 'at the end', mine: [1, 1, 2], theirs: [1, 1, 2, 3], prev: 3, matches: true },
  { name: 'in the middle', mine: [1, 1, 2], theirs: [1, 1, 3], prev: 2, matches: true },
  { name: 'past the end of nothing', mine: [], theirs: [1, 3], prev: 1, matches: false },
  { name: 'just past the end', mine: [1, 2], theirs: [1, 2, 3, 3], prev: 3, matches: false },
  { name: 'past the end, same term', mine: [1, 2], theirs: [1, 2, 2, 3], prev: 3, matches: false },
  { name: 'far past the end', mine: [1], theirs: [1, 2, 2, 2, 2, 3], prev: 5, matches: false },
  { name: 'a newer term there', mine: [1, 2, 2], theirs: [1, 1, 1, 3], prev: 3, matches: false },
  { name: 'an older term there', mine: [1, 1, 1], theirs: [1, 2, 2, 3], prev: 3, matches: false },
  { name: 'another term before', mine: [1, 1, 1], theirs: [1, 2, 3], prev: 2, matches: false },
];

export const logCheck = scenario({
  id: '2B/log-check',
  title: 'AppendEntries whose previous entry is missing is refused',
  story:
    'A new leader sends entries whose previous entry is at index 0, at the end of the log, in its middle, past its end, or of another term. A refused request still counts as hearing from the leader.',
  rules: ['AE.2', 'F.2'],
  points: 1,
  servers: 3,
  alone: true,
  seeds: 3,
  play: rows(TABLE, (cluster, row) => {
    check(cluster, row, true);
  }),
});

export const heartbeatCheck = scenario({
  id: '2B/heartbeat-check',
  title: 'A heartbeat gets the same log check as any AppendEntries',
  story:
    'A new leader sends heartbeats whose previous entry is at index 0, at the end of the log, in its middle, past its end, or of another term. A refused heartbeat still counts as hearing from the leader.',
  rules: ['AE.2', 'F.2'],
  points: 1,
  servers: 3,
  alone: true,
  seeds: 3,
  play: rows(TABLE, (cluster, row) => {
    check(cluster, row, false);
  }),
});

function check(cluster: Cluster, { mine, theirs, prev, matches }: Row, carries: boolean): void {
  const test = new Directed(cluster);
  const [first, second] = [test.puppet(0), test.puppet(1)];
  const [log, leaders] = [entries(mine), entries(theirs)];
  bring(test, { from: first, term: Math.max(1, ...mine), log });
  const term = 3;
  const prevTerm = leaders[prev - 1]?.term ?? 0;
  const what = carries ? 'an AppendEntries with entries' : 'a heartbeat';
  const { success, term: told } = test.append(second, {
    term,
    prev: [prev, prevTerm],
    entries: carries ? leaders.slice(prev) : [],
  });
  const held = log[prev - 1]?.term ?? 0;
  const there =
    prev > log.length
      ? `its log ends at index ${log.length}`
      : `its entry at index ${prev} has term ${held}`;
  demand(
    success === matches,
    'AE.2',
    `${test.subject.name} ${success ? 'accepted' : 'refused'} ${what} of ${second.name} with prevLogIndex ${prev} and prevLogTerm ${prevTerm} ${at(cluster)}: ${prev === 0 ? 'all logs match at index 0' : there}.`,
  );
  demand(
    told >= term,
    'AE.1',
    `${test.subject.name} ${success ? 'accepted' : 'refused'} ${what} of ${second.name}, the leader of term ${term}, with a reply of term ${told} ${at(cluster)}: it must adopt term ${term} first and reply with it.`,
  );
  if (matches) return;
  const again = {
    term,
    prev: [prev, prevTerm],
    entries: carries ? leaders.slice(prev) : [],
  } as const;
  keepSending(test, second, again, LED_MS, () => stands(test, term) !== undefined);
  demand(
    stands(test, term) === undefined,
    'F.2',
    `${test.subject.name} asked for votes ${at(cluster)}, though ${carries ? 'AppendEntries with entries' : 'heartbeats'} of ${second.name}, the leader of term ${term}, kept arriving: it must refuse them because of its log, but each of them must still reset its election timer.`,
  );
  // It may already have deleted an entry that differs from the leader's, but it must not have appended
  // one.
  const { args } = test.candidacy(term);
  const { lastLogIndex, lastLogTerm } = args;
  demand(
    lastLogIndex <= log.length &&
      lastLogIndex >= Math.min(prev - 1, log.length) &&
      lastLogTerm === (log[lastLogIndex - 1]?.term ?? 0),
    'AE.2',
    `${test.subject.name} refused ${what} with prevLogIndex ${prev}. A refusal must not change its log, which ends at index ${log.length} with term ${log.at(-1)?.term ?? 0}, but its RequestVote (${at(cluster)}) has lastLogIndex ${lastLogIndex} and lastLogTerm ${lastLogTerm}.`,
  );
}
