import type { Puppet } from '../../../world/cluster/puppet';
import { BEAT_MS, Directed } from '../directed';
import { at, atEvent, demand } from '../expect';
import { rows, scenario } from '../scenario';
import { FAR, lead, lose, plead } from './moments';

const LED_MS = 3_000;

interface Row {
  readonly name: string;
  /** @returns the term that the first puppet leads */
  readonly begin: (test: Directed) => number;
}

export const heartbeatsHold = scenario({
  id: '2A/heartbeats-hold',
  title: 'A follower that hears its leader starts no election',
  story:
    'Heartbeats of the current leader reach a new follower, a server that voted for another candidate, and a deposed leader. None of them starts an election.',
  rules: ['F.2', 'AE.1', 'ALL.2'],
  points: 2,
  servers: 5,
  alone: true,
  seeds: 3,
  play: rows<Row>(
    [
      { name: 'a new follower', begin: (test) => test.term + 1 },
      { name: 'it voted for another in that term', begin: votedForAnother },
      { name: 'it led an older term', begin: deposed },
    ],
    (cluster, { begin }) => {
      const test = new Directed(cluster);
      const { subject } = test;
      const term = begin(test);
      const leader = lowestOf(test.puppets);
      const reply = test.append(leader, { term });
      const now = Math.max(term, reply.term);
      const vote = lead(test, leader, now, LED_MS);
      const own = vote && test.departure(vote);
      demand(
        vote === undefined,
        'F.2',
        `${subject.name} asked for votes in term ${vote?.args.term ?? 0} ${atEvent(own, cluster)}, though it received an AppendEntries every ${BEAT_MS} ms from ${leader.name}, the leader of term ${now}: each of them must reset the election timer.`,
        own && [own],
      );
      demand(
        test.term === now && !test.leads,
        'AE.1',
        `The getState() of ${subject.name} says that it ${test.leads ? 'leads' : 'is in'} term ${test.term} (${at(cluster)}), though ${leader.name} leads term ${now} and sends heartbeats in time.`,
      );
    },
  ),
});

/** Mostly server 0, whose number is a false value in a condition. */
function lowestOf(puppets: readonly Puppet[]): Puppet {
  const [lowest] = [...puppets].sort((a, b) => a.id - b.id);
  if (!lowest) throw new Error('there are no puppets');
  return lowest;
}

function votedForAnother(test: Directed): number {
  const term = test.term + FAR;
  plead(
    test,
    test.puppets.find((puppet) => puppet !== lowestOf(test.puppets)) ?? test.puppet(1),
    term,
  );
  return term;
}

function deposed(test: Directed): number {
  test.elect();
  lose(test);
  return test.term + FAR;
}
