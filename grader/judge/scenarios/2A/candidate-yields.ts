import { Directed } from '../directed';
import { at, atEvent, demand } from '../expect';
import { scenario } from '../scenario';
import { lead, nearItsNextElection, tried } from './moments';

const LED_MS = 2_000;
const VOTES_COUNTED_MS = 60;

const YIELDED = 'a candidate heard from a leader of its own term and then received a vote';

export const candidateYields = scenario({
  id: '2A/candidate-yields',
  title: 'A candidate becomes a follower of the leader of its own term',
  story:
    'A candidate is waiting for votes when an AppendEntries of its own term arrives. The candidate follows that leader, even if another vote arrives later, as long as heartbeats come. They put off its next election, no matter how late in the candidacy the first one arrives.',
  rules: ['C.3', 'F.2'],
  points: 3,
  servers: 5,
  alone: true,
  seeds: 3,
  marks: [YIELDED],
  play(cluster) {
    const test = new Directed(cluster);
    tried(() => yields(test));
    nearItsNextElection(test, (term) => {
      const leader = test.puppet(0);
      const reply = test.append(leader, { term });
      return reply.term === term
        ? `received an AppendEntries from ${leader.name}, the leader of that term`
        : undefined;
    });
    return undefined;
  },
});

function yields(test: Directed): boolean {
  const { cluster, subject } = test;
  const { term, requests } = test.candidacy();
  const leader = test.puppet(0);
  if (test.append(leader, { term }).term > term) return false;
  // A majority voted for the leader. The subject is no longer a candidate, so it must ignore this vote.
  requests.at(-1)?.answer({ term, voteGranted: true });
  cluster.until(() => test.leads, VOTES_COUNTED_MS);
  demand(
    !test.leads,
    'C.3',
    `${subject.name} was a candidate in term ${term} and received an AppendEntries from ${leader.name}, the leader of that term, but ${at(cluster)} it leads term ${test.term} itself. The AppendEntries makes it a follower, so a vote that arrives later must not count.`,
  );
  const vote = lead(test, leader, term, LED_MS);
  const own = vote && test.departure(vote);
  demand(
    vote === undefined,
    'C.3',
    `${subject.name} was a candidate in term ${term} and asked for votes in term ${vote?.args.term ?? 0} ${atEvent(own, cluster)}, though ${leader.name} leads term ${term} and sends heartbeats in time. The first AppendEntries ends the candidacy, and each heartbeat resets the election timer.`,
    own && [own],
  );
  cluster.mark(YIELDED);
  return true;
}
