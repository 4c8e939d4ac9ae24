import type { Cluster } from '../../../world/cluster/cluster';
import type { Puppet } from '../../../world/cluster/puppet';
import { Directed, isAppend } from '../directed';
import { at, demand } from '../expect';
import { Follower } from '../follower';
import { scenario, type Situation, situations } from '../scenario';
import {
  demandNoStepBack,
  demandReaches,
  type Held,
  hold,
  lastIndex,
  mute,
  startAll,
} from './steps';

const SENT_MS = 2_000;
const COMMIT_MS = 2_000;

const TABLE: readonly Situation[] = [
  { name: 'nextIndex', servers: 3, play: nothingAgain },
  { name: 'matchIndex', servers: 5, play: stillCounts },
];

export const lateSuccess = scenario({
  id: '2B/late-success',
  title: 'A late success lowers neither matchIndex nor nextIndex',
  story:
    'The acknowledgement of one entry is delayed until the acknowledgement of three has arrived. When it arrives, nothing is sent again, and the three still count: one more server acknowledges them, and they are committed.',
  rules: ['L.3'],
  points: 1,
  alone: true,
  seeds: 3,
  ...situations(TABLE),
});

/** The first puppet's latest acknowledgement has overtaken an earlier one, which is still held back. */
interface Overtaken {
  readonly puppet: Puppet;
  readonly follower: Follower;
  readonly late: Held;
}

/**
 * Undefined if nothing can overtake, because a leader with one request at a time in flight waits for
 * the reply.
 */
function overtake(test: Directed, followers: readonly Follower[]): Overtaken | undefined {
  const { cluster } = test;
  const [puppet, follower] = [test.puppet(0), followers[0] ?? new Follower()];
  let held: Held | undefined;
  puppet.part = (request) => {
    if (!held && isAppend(request) && lastIndex(request) === 1) held = hold(follower, request);
    else follower.answer(request);
  };
  startAll(test, ['a'], 1);
  cluster.until(() => held !== undefined, SENT_MS);
  startAll(test, ['b', 'c'], 2);
  const isOvertaken = cluster.until(() => follower.log.length === 3, SENT_MS);
  test.run(100);
  return isOvertaken && held ? { puppet, follower, late: held } : undefined;
}

function nothingAgain(cluster: Cluster): void {
  const test = new Directed(cluster);
  const followers = test.puppets.map(() => new Follower());
  test.elect(followers);
  const overtaken = overtake(test, followers);
  if (!overtaken) return;
  const { puppet, follower, late } = overtaken;
  const what = 'its acknowledgement of index 1 alone';
  demandNoStepBack(test, puppet, 3, 'L.3', what, () => {
    late.release();
  });
  demandReaches(test, puppet, follower, 3);
}

/** The first puppet then falls silent, so that no later success repairs matchIndex. */
function stillCounts(cluster: Cluster): void {
  const test = new Directed(cluster);
  const followers = test.puppets.map(() => new Follower());
  const [, second] = followers as [Follower, Follower];
  test.elect(followers);
  for (const follower of followers.slice(1)) follower.reach = 0;
  const { term } = test;
  const overtaken = overtake(test, followers);
  if (!overtaken) return;
  const { puppet, follower, late } = overtaken;
  puppet.part = mute(follower);
  late.release();
  test.run(20);
  second.reach = Infinity;
  // A leader that hears from too few others may step down.
  cluster.until(() => test.applied.length >= 3 || test.term !== term || !test.leads, COMMIT_MS);
  if (test.term !== term || !test.leads) return;
  const [one, other] = [puppet.name, test.puppet(1).name];
  demand(
    test.applied.length >= 3,
    'L.3',
    `${one} has acknowledged all entries up to index ${follower.log.length}, and so has ${other}, which with ${test.subject.name}'s own copy is a majority of 5. But ${at(cluster)} ${test.subject.name} has applied only ${test.applied.length}. In between, the late acknowledgement of ${one} for index 1 alone arrived: matchIndex never decreases.`,
  );
}
