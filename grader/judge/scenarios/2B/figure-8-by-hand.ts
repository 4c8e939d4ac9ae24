import type { Cluster } from '../../../world/cluster/cluster';
import type { AppendEntriesArgs, AppendEntriesReply, LogEntry } from '../../../contract';
import { lastSent } from '../../rules/wire';
import { Directed } from '../directed';
import { at, demand } from '../expect';
import { entries, Follower } from '../follower';
import { rows, scenario } from '../scenario';
import {
  APPLIED_MS,
  bring,
  demandApplied,
  demandNoCommitBeyond,
  demandReaches,
  keepSending,
  startAll,
} from './steps';

/** By then a server that looks for entries to commit now and then has looked. */
const COMMITS_MS = 100;

const OLD_ON_MAJORITY = 'an entry of an older term was acknowledged by a majority';
/** All servers hold these entries from term 1. */
const BASE = entries([1]);

const TWO = ['the old entry', 'another old entry'];

interface Row {
  readonly name: string;
  readonly end: (test: Directed, figure: Figure) => void;
  /** What the server under test accepts in (a). */
  readonly old?: readonly string[];
}

export const figure8ByHand = scenario({
  id: '2B/figure-8-by-hand',
  title: 'Figure 8, step by step: an old entry on a majority is not yet committed',
  story:
    'Your server is the first leader of Figure 8 (S1 in the paper). Leading for the second time, it brings an entry from its first term to a majority. It may commit that entry only together with one of the current term (e); without one, another leader may still overwrite it (d).',
  rules: ['L.5', 'RV.3', 'AE.3'],
  points: 3,
  servers: 5,
  alone: true,
  seeds: 3,
  marks: [OLD_ON_MAJORITY],
  play: rows<Row>(
    [
      { name: 'with the ending (d)', end: endD },
      { name: 'with the ending (e)', end: endE },
      { name: 'with two old entries and the ending (d)', end: endDInSteps, old: TWO },
    ],
    (cluster, { end, old = ['the old entry'] }) => {
      const test = new Directed(cluster);
      end(test, untilC(test, cluster, old));
    },
  ),
});

/** The state of the figure, where the server under test is S1. */
interface Figure {
  readonly followers: readonly Follower[];
  /** Log of the server under test, and log of the figure's S5. */
  readonly log: readonly LogEntry[];
  readonly rival: readonly LogEntry[];
}

/** The figure's S5, the last of four puppets. */
const RIVAL = 3;

function untilC(test: Directed, cluster: Cluster, old: readonly string[]): Figure {
  const { subject } = test;
  bring(test, { from: test.puppet(0), term: 1, log: BASE });
  const followers = test.puppets.map(() => new Follower(BASE));
  // (a) The subject leads, and its entry at index 2 reaches only one other server.
  test.elect(followers);
  for (const follower of followers) follower.reach = 1;
  const [second, third, , fifth] = followers as [Follower, Follower, Follower, Follower];
  second.reach = Infinity;
  const log = [...BASE, ...startAll(test, old, 2)];
  const last = log.length;
  demandReaches(test, test.puppet(0), second, last);
  demandNoCommitBeyond(test, 1, 'V.3', `two of five servers hold index ${last}`, 50);
  // (b) S5 wins the next term with the votes of S3 and S4, and accepts a command of its own.
  const term = test.term + 1;
  const rival = [...BASE, ...entries([term], 2)];
  for (const follower of followers.slice(1)) {
    follower.term = term;
    follower.votedFor = test.puppet(RIVAL).id;
    // Requests of the older term are refused, and the refusals carry the newer term.
    follower.reach = Infinity;
  }
  fifth.log.push(...rival.slice(1));
  cluster.until(() => !test.leads, 2_000);
  demand(
    !test.leads,
    'ALL.2',
    `${subject.name} still leads ${at(cluster)}, though replies brought it the newer term ${term}.`,
  );
  // (c) The subject leads again, and its old entry reaches a third server.
  for (const follower of followers.slice(1)) follower.reach = 1;
  const again = test.elect(followers);
  third.reach = last;
  const holders = new Set<number>();
  cluster.markWhen(OLD_ON_MAJORITY, (event) => {
    if (event.kind !== 'return' || event.method !== 'appendEntries') return false;
    const args = event.args as AppendEntriesArgs;
    const isOfNow = args.term === again && lastSent(args).index === last;
    if (isOfNow && (event.reply as AppendEntriesReply | undefined)?.success) holders.add(event.to);
    return holders.size === 2;
  });
  demandReaches(test, test.puppet(1), third, last);
  cluster.until(() => cluster.reached.has(OLD_ON_MAJORITY), 1_000);
  demandNoCommitBeyond(
    test,
    1,
    'L.5',
    `the entry at index ${last} has term ${log[1]?.term ?? 0} and the server leads term ${again}; three of five servers hold it, but an entry of an older term is not committed by counting copies (Figure 8)`,
  );
  return { followers, log, rival };
}

/** (d) S5 is elected by S2, S3 and S4, and overwrites the old entry everywhere. */
function endD(test: Directed, { rival }: Figure): void {
  const term = test.term + 1;
  for (const puppet of test.puppets) puppet.part = () => undefined;
  replaces(test, term, [...rival, ...entries([term], 3)]);
}

function replaces(test: Directed, term: number, log: readonly LogEntry[]): void {
  const from = test.puppet(RIVAL);
  const prev = [1, 1] as const;
  const what = { term, prev, entries: log.slice(1), commit: 3 };
  const { success, term: told } = test.append(from, what);
  // It may have started an election by itself.
  if (told > term) return;
  demand(
    success,
    'AE.2',
    `${test.subject.name} refused the AppendEntries of ${from.name}, leader of the newer term ${term}, with prevLogIndex 1 ${at(test.cluster)}, where their logs match.`,
  );
  keepSending(test, from, what, APPLIED_MS, () => test.applied.length >= 3);
  const why = `${from.name} leads term ${term}, has replaced the entry at index 2, and has committed all entries up to index 3`;
  demandApplied(test, log, why, 'AE.3', 0);
}

/**
 * The same, but S5 has not committed anything yet. At index 3, where others once acknowledged an old entry, its
 * entry is of the current term and on two servers only.
 */
function endDInSteps(test: Directed, { rival }: Figure): void {
  const from = test.puppet(RIVAL);
  const term = test.term + 1;
  for (const puppet of test.puppets) puppet.part = () => undefined;
  const log = [...rival, ...entries([term], 3)];
  test.append(from, { term, prev: [1, 1], entries: log.slice(1), commit: 1 });
  demandNoCommitBeyond(
    test,
    1,
    'L.5',
    `${from.name} leads term ${term} and has announced only index 1 as committed; what others acknowledged to ${test.subject.name} when it led says nothing about the entries of ${from.name}`,
    COMMITS_MS,
  );
  if (test.term === term) replaces(test, term, log);
}

/** (e) An entry of the present term reaches a majority, and commits the old one together with it. */
function endE(test: Directed, { followers, log, rival }: Figure): void {
  const [second, third] = followers as [Follower, Follower];
  third.reach = 2;
  const own = startAll(test, ['the new entry'], 3);
  demandReaches(test, test.puppet(0), second, 3);
  demandNoCommitBeyond(
    test,
    1,
    'L.5',
    'only two of five servers hold index 3, which is of the current term',
  );
  third.reach = Infinity;
  const why =
    'three of five servers hold index 3, which is of the current term, so both index 2 and index 3 are committed';
  demandApplied(test, [...log, ...own], why, 'L.5');
  for (const puppet of test.puppets) puppet.part = () => undefined;
  const from = test.puppet(RIVAL);
  const term = test.term + 1;
  const last = [2, rival[1]?.term ?? 0] as const;
  const { voteGranted } = test.ask(from, term, last);
  demand(
    !voteGranted,
    'RV.3',
    `${test.subject.name} voted for ${from.name} in term ${term} ${at(test.cluster)}, but the log of ${from.name} ends at index 2 with term ${last[1]} and lacks committed entries.`,
  );
}
