import type { Part, Request } from '../../../world/cluster/puppet';
import { Directed, isAppend } from '../directed';
import { Follower } from '../follower';
import { rows, scenario, type Size } from '../scenario';
import { demandApplied, demandNoCommitBeyond, demandReaches, startAll } from './steps';

/** By then leaders that repeat an unanswered request have done so. */
const REPEATED_MS = 600;

interface Row {
  readonly name: string;
  readonly servers: Size;
  /** Whether each follower acknowledges every repetition of a request. */
  readonly isRepeated?: true;
}

const TABLE: readonly Row[] = [
  ...([3, 4, 5, 6, 7] as const).map((servers) => ({ name: `${servers} servers`, servers })),
  { name: '5 servers, and one acknowledges again', servers: 5, isRepeated: true },
];

export const commitMajority = scenario({
  id: '2B/commit-majority',
  title: 'An entry is committed once a majority holds it, and not before',
  story:
    'In clusters of three to seven servers, the leader gets one acknowledgement fewer than it needs, or the same ones several times, and must wait. After the next one, the entry is committed and applied.',
  rules: ['L.5', 'V.3', 'V.2'],
  points: 2,
  servers: TABLE.map(({ servers }) => servers),
  alone: true,
  seeds: 3,
  play: rows(TABLE, (cluster, { servers, isRepeated = false }) => {
    const test = new Directed(cluster);
    const followers = test.puppets.map(() => new Follower());
    test.elect(followers);
    for (const follower of followers) follower.reach = 0;
    const log = startAll(test, ['a'], 1);
    // The leader counts as one of the majority.
    const needed = test.majority - 1;
    const reach = (i: number) => {
      const follower = followers[i];
      if (!follower) throw new Error(`there is no follower ${i}`);
      follower.reach = Infinity;
      if (isRepeated) acknowledgeAgain(test, i, follower);
      demandReaches(test, test.puppet(i), follower, 1);
    };
    for (let i = 0; i < needed - 1; i++) reach(i);
    const holders = needed === 1 ? 'only the leader itself holds' : `only ${needed} servers hold`;
    demandNoCommitBeyond(
      test,
      0,
      'V.3',
      `${holders} the entry at index 1, the leader included, and a majority of ${servers} is ${test.majority}`,
    );
    reach(needed - 1);
    const why = `${needed + 1} of ${servers} servers hold the entry at index 1, the leader included, which is a majority`;
    demandApplied(test, log, why);
  }),
});

/** Holds the replies for a while, so that the leader asks again, and then answers all requests at once. */
function acknowledgeAgain(test: Directed, i: number, follower: Follower): void {
  const puppet = test.puppet(i);
  const held: Request[] = [];
  const keep: Part = (request) => {
    if (isAppend(request)) held.push(request);
    else follower.answer(request);
  };
  puppet.part = keep;
  test.run(REPEATED_MS);
  puppet.part = follower.part;
  for (const request of held) follower.answer(request);
}
