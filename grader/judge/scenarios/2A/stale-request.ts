import { BEAT_MS, Directed } from '../directed';
import { at, demand, demandStillLeads } from '../expect';
import { rows, scenario } from '../scenario';
import { FAR, tried } from './moments';

/** A candidate leads within a few ms of having enough votes. */
const SETTLE_MS = 100;
/** By then requests have arrived, and a save or two is over. */
const ARRIVED_MS = 20;

const WENT_ON = 'a candidate received its votes after a stale AppendEntries';

/** How long a server that heard from no current leader may still believe in one. */
const BELIEVES_MS = 6_000;

interface Row {
  readonly name: string;
  readonly servers: 3 | 5;
  /** @returns whether the situation arose */
  readonly play: (test: Directed) => boolean;
}

const TABLE: readonly Row[] = [
  { name: 'a follower', servers: 3, play: asFollower(1) },
  { name: 'a follower, and a term with fewer digits', servers: 3, play: asFollower(-1) },
  { name: 'a candidate', servers: 3, play: asCandidate },
  { name: 'a leader', servers: 3, play: asLeader },
  { name: 'a voter', servers: 5, play: asVoter },
];

export const staleRequest = scenario({
  id: '2A/stale-request',
  title: 'A request of an older term is refused and changes nothing',
  story:
    'RequestVote and AppendEntries of an older term reach a follower, a candidate and a leader. Each refuses them, replies with its own newer term, and keeps its role. A server that hears only from a deposed leader votes for a candidate of a newer term.',
  rules: ['RV.1', 'AE.1', 'F.1'],
  points: 3,
  servers: TABLE.map(({ servers }) => servers),
  alone: true,
  seeds: 3,
  marks: [WENT_ON],
  play: rows(TABLE, (cluster, { play }) => {
    const test = new Directed(cluster);
    tried(() => play(test));
  }),
});

/** The first puppet leads a term that will soon be over. */
function begins(test: Directed): number {
  const led = test.term + FAR;
  test.append(test.puppet(0), { term: led });
  return led;
}

/**
 * Stale requests of the deposed leader, and of a candidate that lost an older term. They leave at once.
 *
 * @returns checks the answers, which may take a while
 */
function stale(test: Directed, term: number, led: number, older: number): () => void {
  const { cluster, subject } = test;
  const [leader, from] = [test.puppet(0), test.puppet(1)];
  const last = { lastLogIndex: 0, lastLogTerm: 0 };
  const asked = from.requestVote(subject.id, { term: older, ...last });
  const sent = test.send(leader, { term: led });
  return () => {
    const vote = test.answered(asked, `RequestVote of term ${older} from ${from.name}`);
    demand(
      !vote.voteGranted,
      'RV.1',
      `${subject.name} had seen term ${term} and granted its vote to ${from.name} in term ${older} ${at(cluster)}, but that election is over.`,
    );
    demand(
      vote.term >= term,
      'RV.1',
      `${subject.name} had seen term ${term} and refused the RequestVote of term ${older} from ${from.name} with a reply of term ${vote.term} ${at(cluster)}: the refusal must carry the current term, so that the candidate learns that its term is over.`,
    );
    const append = test.answered(sent, `AppendEntries of term ${led} from ${leader.name}`);
    demand(
      !append.success,
      'AE.1',
      `${subject.name} had seen term ${term} and replied to the AppendEntries of term ${led} from ${leader.name} with success ${at(cluster)}, but that term is over.`,
    );
    demand(
      append.term >= term,
      'AE.1',
      `${subject.name} had seen term ${term} and refused the AppendEntries of term ${led} from ${leader.name} with a reply of term ${append.term} ${at(cluster)}: the refusal must carry the current term, so that the old leader steps down.`,
    );
    demand(
      test.term >= term,
      'ALL.2',
      `${subject.name} had seen term ${term}, but its getState() returns term ${test.term} ${at(cluster)} after requests of terms ${older} and ${led}: a server adopts each newer term that it sees, and its term never decreases.`,
    );
  };
}

/** @param by how much the candidate's term is above that of the deposed leader, which is 10 */
function asFollower(by: 1 | -1): (test: Directed) => boolean {
  return (test) => {
    const led = begins(test);
    const term = led + 2;
    if (test.append(test.puppet(0), { term }).term > term) return false;
    stale(test, term, led, led + by)();
    return true;
  };
}

function asCandidate(test: Directed): boolean {
  const { cluster, subject } = test;
  const led = begins(test);
  const { term, requests } = test.candidacy();
  const check = stale(test, term, led, led - 1);
  test.run(ARRIVED_MS);
  requests[0]?.answer({ term, voteGranted: true });
  cluster.until(() => test.leads || test.term > term, SETTLE_MS);
  const { leads, term: now } = test;
  check();
  if (now > term) return false;
  cluster.mark(WENT_ON);
  demand(
    leads,
    'AE.1',
    `${subject.name}, a candidate in term ${term}, received an AppendEntries of term ${led} and a RequestVote of term ${led - 1}, then the vote that completes its majority, but does not lead ${at(cluster)}: a stale request must not end a candidacy.`,
  );
  return true;
}

function asLeader(test: Directed): boolean {
  const led = begins(test);
  const term = test.elect();
  const check = stale(test, term, led, led - 1);
  test.run(ARRIVED_MS);
  demandStillLeads(test.subject, term, test.cluster, {
    rule: 'AE.1',
    why: `stale requests, here of terms ${led - 1} and ${led}, must change nothing`,
  });
  check();
  return true;
}

/**
 * The first puppet does not know that its term is over and goes on. The leader of the next term, elected by the
 * others, has fallen silent.
 */
function asVoter(test: Directed): boolean {
  const { cluster, subject } = test;
  const led = begins(test);
  const [deposed, next, candidate] = [test.puppet(0), test.puppet(1), test.puppet(2)];
  const term = led + 1;
  if (test.append(next, { term }).term > term) return false;
  const end = cluster.nowMs + BELIEVES_MS;
  while (cluster.nowMs < end) {
    test.append(deposed, { term: led });
    if (test.ask(candidate, test.term + FAR).voteGranted) return true;
    test.run(BEAT_MS);
  }
  demand(
    false,
    'AE.1',
    `For ${BELIEVES_MS / 1_000} s ${subject.name} has heard from no leader of its term, but every ${BEAT_MS} ms an AppendEntries of term ${led} from ${deposed.name} arrived, whose time is over. ${candidate.name} asked for its vote again and again, each time in a newer term and with an equal log, and ${subject.name} refused each time (${at(cluster)}): a stale request must not count as hearing from a leader.`,
  );
  return true;
}
