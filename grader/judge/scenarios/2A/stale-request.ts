import { Directed } from '../directed';
import { at, demand, demandStillLeads } from '../expect';
import { rows, scenario } from '../scenario';
import { FAR, tried } from './moments';

/** A candidate leads within a few ms of having enough votes. */
const SETTLE_MS = 100;

const WENT_ON = 'a candidate received its votes after a stale AppendEntries';

interface Row {
  readonly name: string;
  /** @returns whether the situation arose */
  readonly play: (test: Directed) => boolean;
}

export const staleRequest = scenario({
  id: '2A/stale-request',
  title: 'A request of an older term is refused and changes nothing',
  story:
    'RequestVote and AppendEntries of an older term reach a follower, a candidate and a leader. Each refuses them, replies with its own newer term, and keeps its role.',
  rules: ['RV.1', 'AE.1', 'F.1'],
  points: 3,
  servers: 3,
  alone: true,
  seeds: 3,
  marks: [WENT_ON],
  play: rows<Row>(
    [
      { name: 'a follower', play: asFollower },
      { name: 'a candidate', play: asCandidate },
      { name: 'a leader', play: asLeader },
    ],
    (cluster, { play }) => {
      const test = new Directed(cluster);
      tried(() => play(test));
    },
  ),
});

/** The first puppet leads a term that will soon be over. */
function begins(test: Directed): number {
  const led = test.term + FAR;
  test.append(test.puppet(0), { term: led });
  return led;
}

/** Stale requests of the deposed leader, and of a candidate that lost an older term. */
function refuses(test: Directed, term: number, led: number, older: number): void {
  const { cluster, subject } = test;
  const from = test.puppet(1);
  const vote = test.ask(from, older);
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
  const leader = test.puppet(0);
  const append = test.append(leader, { term: led });
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
}

function asFollower(test: Directed): boolean {
  const led = begins(test);
  const term = led + 2;
  if (test.append(test.puppet(0), { term }).term > term) return false;
  refuses(test, term, led, led + 1);
  return true;
}

function asCandidate(test: Directed): boolean {
  const { cluster, subject } = test;
  const led = begins(test);
  const { term, requests } = test.candidacy();
  refuses(test, term, led, led - 1);
  requests[0]?.answer({ term, voteGranted: true });
  cluster.until(() => test.leads || test.term > term, SETTLE_MS);
  if (test.term > term) return false;
  cluster.mark(WENT_ON);
  demand(
    test.leads,
    'AE.1',
    `${subject.name}, a candidate in term ${term}, received an AppendEntries of term ${led} and a RequestVote of term ${led - 1}, then the vote that completes its majority, but does not lead ${at(cluster)}: a stale request must not end a candidacy.`,
  );
  return true;
}

function asLeader(test: Directed): boolean {
  const led = begins(test);
  const term = test.elect();
  refuses(test, term, led, led - 1);
  demandStillLeads(test.subject, term, test.cluster, {
    rule: 'AE.1',
    why: `stale requests, here of terms ${led - 1} and ${led}, must change nothing`,
  });
  return true;
}
