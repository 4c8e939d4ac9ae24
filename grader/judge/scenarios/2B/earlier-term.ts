/** Acknowledgements of an earlier term that the subject led must not count when it leads again. */
import type { AppendEntriesReply, LogEntry } from '../../../contract';
import type { Cluster } from '../../../world/cluster/cluster';
import type { Puppet } from '../../../world/cluster/puppet';
import { Directed, isAppend } from '../directed';
import { at, demand } from '../expect';
import { entries, Follower } from '../follower';
import { rows, scenario } from '../scenario';
import {
  deaf,
  demandApplied,
  demandNoCommitBeyond,
  demandReaches,
  type Held,
  hold,
  lastIndex,
  startAll,
} from './steps';

const LATE = 'a success of an earlier term arrived while the server led again';

export const earlierTerm = scenario({
  id: '2B/earlier-term',
  title: 'Acknowledgements from an earlier term as leader no longer count',
  story:
    'As leader of five servers, a server has three entries acknowledged by one follower. Another leader replaces them. The server leads again, and that follower receives nothing more. In one round the old acknowledgement arrived before the server stepped down; in the other it arrives only now. It must not count.',
  rules: ['L.3', 'L.5'],
  points: 2,
  servers: 5,
  alone: true,
  seeds: 3,
  marks: [LATE],
  play: rows(
    [
      { name: 'acknowledged in its own term', late: false },
      { name: 'acknowledged late', late: true },
    ],
    (cluster, { late }) => {
      play(cluster, late);
    },
  ),
});

function play(cluster: Cluster, late: boolean): void {
  const test = new Directed(cluster);
  const followers = test.puppets.map(() => new Follower());
  const [lost, , near, far] = followers as [Follower, Follower, Follower, Follower];
  const old = test.elect(followers);
  for (const follower of followers) follower.reach = 0;
  const first = test.puppet(0);
  const held: Held[] = [];
  first.part = (request) => {
    if (!isAppend(request) || !late) lost.answer(request);
    // A leader that sends few entries at a time gets replies until all three have arrived.
    else if (request.args.entries.length > 0 && lastIndex(request) < 3) lost.answer(request);
    else if (request.args.entries.length > 0) held.push(hold(lost, request));
    // A probe at the sentinel acknowledges nothing.
    else if (request.args.prevLogIndex === 0) lost.answer(request);
    else request.drop();
  };
  lost.reach = 3;
  startAll(test, ['a', 'b', 'c'], 1);
  demandReaches(test, first, lost, 3);
  if (!late) test.run(20);
  const log = overwrite(test, followers.slice(1));
  const term = test.elect(followers);
  first.part = deaf(lost);
  near.reach = Infinity;
  log.push(...startAll(test, ['d', 'e'], 2));
  demandReaches(test, test.puppet(2), near, 3);
  cluster.markWhen(
    LATE,
    (event) =>
      event.kind === 'return' &&
      event.from === test.subject.id &&
      (event.reply as AppendEntriesReply | undefined)?.success === true &&
      (event.args as { readonly term: number }).term === old &&
      test.leads,
  );
  test.run(20);
  for (const reply of held.sort((a, b) => lastIndex(a.request) - lastIndex(b.request)))
    reply.release();
  demandNoCommitBeyond(
    test,
    0,
    'L.3',
    `as leader of term ${term} it has a success only from ${test.puppet(2).name}, and two of five are not a majority; the success of ${first.name} in term ${old} counts only for the requests of that term`,
  );
  far.reach = Infinity;
  demandApplied(
    test,
    log,
    `Three of five servers, the leader included, hold three entries, the first of term ${log[0]?.term ?? 0} and two of its own term ${term}: with the last one all entries before it are committed`,
  );
}

/**
 * The second puppet wins the next term with the votes of all followers but the first, and replaces
 * their logs.
 */
function overwrite(test: Directed, followers: readonly Follower[]): LogEntry[] {
  const leader: Puppet = test.puppet(1);
  const term = test.term + 1;
  const log = entries([term]);
  for (const puppet of test.puppets)
    puppet.part = (request) => {
      request.drop();
    };
  const { success } = test.append(leader, { term, entries: log });
  demand(
    success,
    'AE.2',
    `${test.subject.name} refused the AppendEntries of ${leader.name}, leader of the newer term ${term}, with prevLogIndex 0 ${at(test.cluster)}.`,
  );
  for (const follower of followers) {
    follower.term = term;
    follower.votedFor = leader.id;
    follower.log.splice(0, Infinity, ...log);
    follower.reach = 1;
  }
  return log;
}
