import type { Cluster } from '../../../world/cluster/cluster';
import type { Puppet } from '../../../world/cluster/puppet';
import { Directed, isAppend } from '../directed';
import { at, atEvent, demand } from '../expect';
import { entries, entryCount, Follower } from '../follower';
import { scenario, type Situation, situations } from '../scenario';
import {
  demandApplied,
  demandNoCommitBeyond,
  demandReaches,
  type Held,
  hold,
  lastIndex,
  mute,
  startAll,
} from './steps';

const SENT_MS = 2_000;
const REPAIR_MS = 10_000;
/** By then a leader that repeats unacknowledged entries has mostly done so. */
const AGAIN_MS = 350;
/** More than a leader sends at once, if it splits a log by a round number. */
const MANY = 1_050;
/** A leader may send a part now and a part later. */
const MANY_MS = 30_000;

const TABLE: readonly Situation[] = [
  { name: 'one acknowledgement', servers: 3, play: acknowledged(1) },
  { name: 'the same acknowledged twice', servers: 3, play: acknowledged(2) },
  { name: 'the first part of a long log', servers: 3, play: acknowledgesPart },
  { name: 'acknowledged in an earlier term', servers: 5, play: startsAnew },
];

export const matchIndex = scenario({
  id: '2B/match-index',
  title: 'A success covers the entries of its own request, and no later ones',
  story:
    'The acknowledgement of the first entry is delayed while the leader accepts two more commands. When it arrives, one entry is committed, not three. The first part of a long log is not the whole, either, and what a server acknowledged in an earlier term means nothing in a new one.',
  rules: ['L.3', 'L.5'],
  points: 2,
  alone: true,
  seeds: 3,
  ...situations(TABLE),
});

/** @param copies how many requests with the first entry the test waits for; some leaders send it only once */
function acknowledged(copies: number): (cluster: Cluster) => void {
  return (cluster) => {
    const test = new Directed(cluster);
    const [near, far] = [new Follower(), new Follower()];
    test.elect([near, far]);
    far.reach = 0;
    const puppet = test.puppet(0);
    const held: Held[] = [];
    puppet.part = (request) => {
      if (!isAppend(request)) near.answer(request);
      else if (lastIndex(request) > 1) request.drop();
      else if (request.args.entries.length > 0) held.push(hold(near, request));
      else near.answer(request);
    };
    const log = startAll(test, ['a'], 1);
    cluster.until(() => held.length > 0, SENT_MS);
    demand(
      held.length > 0,
      'V.2',
      `${test.subject.name} accepted a command as the leader, but ${at(cluster)} it has not sent it to ${puppet.name}.`,
    );
    cluster.until(() => held.length >= copies, AGAIN_MS);
    // A leader that hears from no other server may step down; then there is nothing to check.
    if (!test.leads) return;
    log.push(...startAll(test, ['b', 'c'], 2));
    test.run(150);
    for (const reply of held.splice(0)) reply.release();
    demandNoCommitBeyond(
      test,
      1,
      'L.3',
      `${puppet.name} has acknowledged only a request that carried index 1, and ${test.puppet(1).name} has acknowledged nothing`,
    );
    puppet.part = near.part;
    demandApplied(test, log, 'Now one of the two followers accepts all entries');
  };
}

/** A follower takes in one request with entries, and is silent from then on. */
function acknowledgesPart(cluster: Cluster): void {
  const test = new Directed(cluster);
  const [near, far] = [new Follower(), new Follower()];
  test.elect([near, far]);
  near.reach = far.reach = 0;
  const commands = Array.from({ length: MANY }, (_, i) => `c${i + 1}`);
  const log = startAll(test, commands, 1);
  test.run(50);
  const puppet = test.puppet(0);
  puppet.part = (request) => {
    near.reach = Infinity;
    near.answer(request);
    if (near.log.length > 0) puppet.part = mute(near);
  };
  const { term } = test;
  cluster.until(() => near.log.length > 0, REPAIR_MS);
  near.reach = Infinity;
  const count = near.log.length;
  demandNoCommitBeyond(
    test,
    count,
    'L.3',
    `it accepted ${MANY} commands as leader of term ${term}, ${puppet.name} has acknowledged one request with ${entryCount(count)}, and ${test.puppet(1).name} has acknowledged nothing`,
  );
  // What got no answer was lost.
  for (const request of puppet.requests) if (!request.done) request.drop();
  puppet.part = near.part;
  if (test.term === term)
    demandApplied(test, log, 'Now one of the two followers accepts all entries', 'V.2', MANY_MS);
}

/** A follower's entry is replaced while another server leads. Its acknowledgement of before is void. */
function startsAnew(cluster: Cluster): void {
  const test = new Directed(cluster);
  const followers = test.puppets.map(() => new Follower());
  const [first] = followers as [Follower];
  const puppet = test.puppet(0);
  test.elect(followers);
  for (const follower of followers.slice(1)) follower.reach = 0;
  const log = startAll(test, ['a'], 1);
  const old = test.term;
  demandReaches(test, puppet, first, 1);
  test.run(50);
  // The last one wins the next term with the votes of the two before it, and reaches the first.
  const term = test.term + 1;
  const rival = test.puppet(3);
  for (const follower of followers) {
    follower.term = term;
    follower.votedFor = rival.id;
    follower.reach = Infinity;
  }
  first.votedFor = undefined;
  const [entry] = entries([term]);
  for (const follower of [first, followers[3]])
    follower?.log.splice(0, 1, ...(entry ? [entry] : []));
  cluster.until(() => !test.leads, SENT_MS);
  const again = test.elect(followers);
  log.push(...startAll(test, ['b'], 2));
  const isRepaired = () => log.every(({ term }, i) => first.log[i]?.term === term);
  cluster.until(() => isRepaired() || test.term !== again, REPAIR_MS);
  demand(
    isRepaired() || test.term !== again,
    'L.3',
    `${puppet.name} acknowledged index 1 when ${test.subject.name} led term ${old}. ${rival.name} led term ${term} and replaced that entry. ${test.subject.name} leads term ${again} and holds entries of terms ${log.map((one) => one.term).join(', ')}, but ${REPAIR_MS / 1_000} s later (${at(cluster)}) ${puppet.name} still has terms ${first.log.map((one) => one.term).join(', ')}.${whyNotRepaired(test, puppet, again)}`,
  );
}

/** The follower has refused all requests of the term, so its nextIndex may only have gone back. */
function whyNotRepaired(test: Directed, puppet: Puppet, term: number): string {
  const refused = puppet.requests
    .filter(isAppend)
    .filter(({ args, done }) => args.term === term && done)
    .sort((a, b) => a.call - b.call);
  const places = refused.map(({ args }) => args.prevLogIndex);
  const ahead = places.findIndex((place, i) => i > 0 && place > (places[i - 1] ?? 0));
  const [before, after] = [places[ahead - 1], places[ahead]];
  const lowest = Math.min(...places);
  if (before === undefined || after === undefined || lowest === 0)
    return ' matchIndex and nextIndex begin anew in each term that a server leads, 0 and lastLogIndex + 1: what was acknowledged in an earlier term may be gone.';
  return ` It refused all ${refused.length} AppendEntries of that term, the last ${atEvent(test.departure(refused.at(-1) ?? { call: -1 }), test.cluster)}, but none had a prevLogIndex below ${lowest}: after prevLogIndex ${before} came ${after}. Only a success moves nextIndex forward, and a refusal moves it back (L.4): does sending a request move it, or is a heartbeat built from the end of the log?`;
}
