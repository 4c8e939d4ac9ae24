import type { Cluster } from '../../../world/cluster/cluster';
import type { Puppet } from '../../../world/cluster/puppet';
import type { AppendEntriesArgs, LogEntry } from '../../../contract';
import { quoted } from '../../rules/wire';
import { MS } from '../../../world/sim/time';
import { Directed, isAppend } from '../directed';
import { at, demand } from '../expect';
import { entries, Follower } from '../follower';
import { FAR } from '../2A/moments';
import { scenario, type Situation, situations } from '../scenario';
import { bring, demandReaches, startAll } from './steps';

const LOG = entries([1, 1, 2, 3]);
const REPEATS_MIN = 5;

/** By then a leader has sent heartbeats after the entries that were acknowledged. */
const SETTLED_MS = 250;

const TABLE: readonly Situation[] = [
  { name: 'followers that lack entries', servers: 5, play: lacking },
  { name: 'entries that were replaced since it last led', servers: 5, play: replaced },
];

export const prevEntry = scenario({
  id: '2B/prev-entry',
  title: 'A request names the entry just before those it carries',
  story:
    'Four followers hold none, one, three and all of the four entries of their new leader. Each gets the entries it lacks, with the index and term of the entry before them. So do they when another leader has replaced entries since the server last led.',
  rules: ['L.3', 'L.4'],
  points: 1,
  alone: true,
  seeds: 3,
  ...situations(TABLE),
});

function lacking(cluster: Cluster): void {
  const test = new Directed(cluster);
  bring(test, { from: test.puppet(0), term: 3, log: LOG });
  const followers = [4, 0, 1, 3].map((length) => new Follower(LOG.slice(0, length), 3));
  test.elect(followers);
  let log: readonly LogEntry[] = LOG;
  cluster.until(() => followers.every((follower) => follower.log.length === 4), 3_000);
  demandPlaced(test, log);
  log = [...LOG, ...startAll(test, ['of its own term'], 5)];
  cluster.until(() => followers.every((follower) => follower.log.length === 5), 3_000);
  demandPlaced(test, log);
  followers.forEach((follower, i) => {
    demandStepsBack(test, test.puppet(i), follower, log.length);
    demandReaches(test, test.puppet(i), follower, log.length);
  });
}

/**
 * Only one follower receives the entries of the first leadership, so they are not committed. The new ones begin
 * before these, and have the same commands.
 */
function replaced(cluster: Cluster): void {
  const test = new Directed(cluster);
  const before = test.term + FAR;
  const base = entries([before, before]);
  bring(test, { from: test.puppet(3), term: before, log: base });
  const followers = test.puppets.map(() => new Follower(base, before));
  const [first, ...others] = followers as [Follower, ...Follower[]];
  test.elect(followers);
  for (const other of others) other.reach = base.length;
  // What it does not answer will be lost later, when the subject leads again.
  const silent = test.puppet(1);
  silent.part = () => undefined;
  const own = startAll(test, ['a', 'b'], 3);
  demandReaches(test, test.puppet(0), first, 4);
  test.run(SETTLED_MS);
  const term = test.term + FAR;
  const held = [...base, ...own].map((entry, i) => (i === 0 ? entry : { ...entry, term }));
  bring(test, { from: test.puppet(3), term, log: held });
  const unanswered = silent.requests.filter((request) => !request.done);
  const since = cluster.nowMs;
  const again = [4, 1, 2, 4].map((length) => new Follower(held.slice(0, length), term));
  test.elect(again);
  for (const request of unanswered) request.drop();
  const log = [...held, ...startAll(test, ['c'], 5)];
  cluster.until(() => again.every((follower) => follower.log.length === 5), 3_000);
  demandPlaced(test, log, since);
  again.forEach((follower, i) => {
    demandReaches(test, test.puppet(i), follower, log.length);
  });
}

/** @param sinceMs requests that arrived before are of another leadership */
function demandPlaced(test: Directed, log: readonly LogEntry[], sinceMs = 0): void {
  for (const puppet of test.puppets)
    for (const request of puppet.requests.filter(isAppend)) {
      if (request.at / MS < sinceMs || request.args.term !== test.term) continue;
      const wrong = misplaced(request.args, log);
      demand(
        wrong === undefined,
        'L.3',
        `${test.subject.name}, whose log has entries of terms ${log.map(({ term }) => term).join(', ')}, sent ${puppet.name} an AppendEntries with ${wrong ?? ''} (checked ${at(test.cluster)}).`,
      );
    }
}

/** A refused leader that repeats the same prevLogIndex has not handled the refusal. */
function demandStepsBack(test: Directed, puppet: Puppet, follower: Follower, length: number): void {
  if (follower.log.length >= length) return;
  const places = puppet.requests.filter(isAppend).map(({ args }) => args.prevLogIndex);
  const last = places.slice(-REPEATS_MIN);
  const isStuck =
    last.length === REPEATS_MIN && last.every((place) => place > 0 && place === last[0]);
  demand(
    !isStuck || follower.refusals < REPEATS_MIN,
    'L.4',
    `${puppet.name} has refused ${follower.refusals} AppendEntries of ${test.subject.name} (by ${at(test.cluster).slice(3)}), and the last ${REPEATS_MIN} of them all had prevLogIndex ${last[0] ?? 0}: after a refusal nextIndex must go back, unless it would go below what this follower has acknowledged. If it stays for that reason, matchIndex is too high: to which request, and to which server, does each reply belong? (In a callback, a \`var\` of a loop is the last server.)`,
  );
}

/** What a request claims wrongly about the leader's log. */
function misplaced(args: AppendEntriesArgs, log: readonly LogEntry[]): string | undefined {
  const { prevLogIndex, prevLogTerm } = args;
  if (prevLogIndex > log.length) return `prevLogIndex ${prevLogIndex}, past its own end`;
  const due = log[prevLogIndex - 1]?.term ?? 0;
  if (prevLogTerm !== due)
    return `prevLogIndex ${prevLogIndex} and prevLogTerm ${prevLogTerm}; the entry there is of term ${due}`;
  const wrong = args.entries.findIndex(({ term, command }, i) => {
    const entry = log[prevLogIndex + i];
    return entry?.term !== term || entry.command !== command;
  });
  if (wrong < 0) return undefined;
  return `${quoted(args.entries[wrong]?.command ?? '')} of term ${args.entries[wrong]?.term ?? 0} for index ${prevLogIndex + 1 + wrong}, but its own log has another entry there`;
}
