import { Directed } from '../directed';
import { at, atEvent, demand } from '../expect';
import { scenario } from '../scenario';
import { lead, tried } from './moments';

const LED_MS = 2_000;
const VOTES_COUNTED_MS = 60;

const YIELDED = 'a leader of its own term spoke to a candidate, and votes came afterwards';

export const candidateYields = scenario({
  id: '2A/candidate-yields',
  title: 'A candidate yields to a leader of its own term',
  story:
    'While a candidate waits for votes, AppendEntries of its own term comes: it follows, whatever votes come later, and as long as the heartbeats do.',
  rules: ['C.3', 'F.2'],
  points: 3,
  servers: 5,
  alone: true,
  seeds: 3,
  marks: [YIELDED],
  play(cluster) {
    const test = new Directed(cluster);
    tried(() => yields(test));
    return undefined;
  },
});

function yields(test: Directed): boolean {
  const { cluster, subject } = test;
  const { term, requests } = test.candidacy();
  const leader = test.puppet(0);
  const reply = test.append(leader, { term });
  if (reply.term > term) return false;
  demand(
    reply.success,
    'C.3',
    `${subject.name}, a candidate in term ${term}, refused the AppendEntries of ${leader.name}, who leads that same term (${at(cluster)}): somebody else has won, and the candidate follows.`,
  );
  // No longer a candidate, it has nothing to count.
  for (const request of requests.slice(1)) request.answer({ term, voteGranted: true });
  cluster.until(() => test.leads, VOTES_COUNTED_MS);
  demand(
    !test.leads,
    'C.3',
    `${subject.name} was a candidate in term ${term}, took an AppendEntries from ${leader.name}, who leads that term, and leads term ${test.term} itself ${at(cluster)}: from then on it is a follower, and votes that come later mean nothing.`,
  );
  const vote = lead(test, leader, term, LED_MS);
  const own = vote && test.departure(vote);
  demand(
    vote === undefined,
    'C.3',
    `${subject.name} was a candidate in term ${term} and asked for votes in term ${vote?.args.term ?? 0} ${atEvent(own, cluster)}, though ${leader.name} leads term ${term} and its heartbeats come in time: the candidacy was over, and each heartbeat puts off the next.`,
    own && [own],
  );
  cluster.mark(YIELDED);
  return true;
}
