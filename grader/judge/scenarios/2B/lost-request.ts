import type { Cluster } from '../../../world/cluster/cluster';
import { Directed, isAppend } from '../directed';
import { at, demand } from '../expect';
import { entries, Follower } from '../follower';
import { rows, scenario } from '../scenario';
import { bring, deaf, demandReaches, startAll } from './steps';

const LOG = entries([1, 1, 1, 1, 1, 1, 1, 1, 1, 1]);
const LOST_MS = 1_500;
/** Of indexes in a row, each one less than the one before. */
const STEPS_MAX = 3;

export const lostRequest = scenario({
  id: '2B/lost-request',
  title: 'A lost request is not a refusal',
  story:
    'A follower holds the whole log of the leader and receives nothing for a while, either from the start of the term or from a later moment. The leader must not decrement nextIndex, because no request was refused.',
  rules: ['L.4', 'L.3'],
  points: 1,
  servers: 3,
  alone: true,
  seeds: 3,
  play: rows(
    [
      { name: 'after some heartbeats', isFirst: false },
      { name: 'from the first heartbeat on', isFirst: true },
    ],
    (cluster, { isFirst }) => {
      play(cluster, isFirst);
    },
  ),
});

/** @param isFirst whether the follower has received nothing in this term */
function play(cluster: Cluster, isFirst: boolean): void {
  const test = new Directed(cluster);
  bring(test, { from: test.puppet(1), term: 1, log: LOG });
  const followers = test.puppets.map(() => new Follower(LOG));
  const [follower] = followers as [Follower, Follower];
  const puppet = test.puppet(0);
  test.elect(followers);
  // Nothing has arrived yet: an election ends with the vote that makes the leader.
  if (isFirst) puppet.part = deaf(follower);
  test.run(300);
  const sent = () => puppet.requests.filter(isAppend).map(({ args }) => args);
  // One request without entries does not show nextIndex: a heartbeat may follow any entry that is known to
  // match, index 0 at first.
  const prevs = () =>
    sent()
      .filter(({ entries: carried }) => carried.length > 0)
      .map(({ prevLogIndex }) => prevLogIndex);
  const lowest = Math.min(LOG.length, ...prevs());
  puppet.part = deaf(follower);
  startAll(test, ['lost at first'], LOG.length + 1);
  test.run(LOST_MS);
  puppet.part = follower.part;
  demandReaches(test, puppet, follower, LOG.length + 1);
  const story = `${puppet.name} holds all entries that ${test.subject.name} held when it won, and has refused nothing.`;
  const now = Math.min(...prevs());
  demand(
    isFirst || now >= lowest,
    'L.4',
    `${story} While replies came, prevLogIndex was ${lowest} or more; after a time without replies it went back to ${now} (checked ${at(cluster)}): a lost request or reply must not decrement nextIndex.`,
  );
  for (const [what, after] of [
    ['entries', prevs()],
    ['AppendEntries', sent().map(({ prevLogIndex }) => prevLogIndex)],
  ] as const) {
    const steps = stepsBack(after);
    demand(
      steps.length <= STEPS_MAX,
      'L.4',
      `${story} But while it got no replies, ${test.subject.name} sent ${what} after ${steps.join(', ')} (prevLogIndex, until ${at(cluster).slice(3)}): a lost request or reply must not decrement nextIndex.`,
    );
  }
}

/**
 * The longest run of prevLogIndexes in which each is one less than the one before. A leader that has lost
 * sight of a server may well begin again after matchIndex, which is one step.
 */
function stepsBack(prevs: readonly number[]): readonly number[] {
  let longest: readonly number[] = [];
  let run: number[] = [];
  for (const prev of prevs) {
    const last = run.at(-1);
    if (prev === last) continue;
    run = last !== undefined && prev === last - 1 ? [...run, prev] : [prev];
    if (run.length > longest.length) longest = run;
  }
  return longest;
}
