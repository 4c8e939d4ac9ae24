import { Directed } from '../directed';
import { at, demand } from '../expect';
import { rows, scenario } from '../scenario';
import { answersFrom, FAR, notAdopted, plead, silence, tried } from './moments';

const ADOPT_MS = 1_000;
/** After this time without a reply, as long as any election timeout, a leader must assume that no server follows it. */
const FORSAKEN_MS = 5_000;

const SEEN = 'a reply with a newer term arrived';

interface Row {
  readonly name: string;
  /** Brings the subject into its role, and lets it see a newer term. Returns that term. */
  readonly see: (test: Directed) => number;
  /** Whether the subject cannot have voted in that term yet, and no leader of it has sent a message. */
  readonly voteIsFree: boolean;
}

export const newerTerm = scenario({
  id: '2A/newer-term',
  title: 'A server that sees a newer term adopts it',
  story:
    'A newer term reaches a follower, a candidate and a leader, in requests and in replies. Each adopts the term, becomes a follower, and can vote in it.',
  rules: ['ALL.2'],
  points: 4,
  servers: 3,
  alone: true,
  seeds: 3,
  marks: [SEEN],
  play: rows<Row>(
    [
      { name: 'a follower, by RequestVote', see: byRequestVote, voteIsFree: false },
      { name: 'a follower, by AppendEntries', see: byAppendEntries, voteIsFree: false },
      { name: 'a candidate, by RequestVote', see: as(stand, byRequestVote), voteIsFree: false },
      { name: 'a candidate, by AppendEntries', see: as(stand, byAppendEntries), voteIsFree: false },
      { name: 'a candidate, by the reply to RequestVote', see: byVoteReply, voteIsFree: true },
      { name: 'a leader, by RequestVote', see: as(leadAlone, byRequestVote), voteIsFree: false },
      {
        name: 'a leader, by AppendEntries',
        see: as(leadAlone, byAppendEntries),
        voteIsFree: false,
      },
      { name: 'a leader, by the reply to AppendEntries', see: byAppendReply, voteIsFree: true },
    ],
    (cluster, row) => {
      tried(() => adopts(new Directed(cluster), row));
    },
  ),
});

function adopts(test: Directed, { see, voteIsFree }: Row): boolean {
  const { cluster, subject } = test;
  const term = see(test);
  // Its own elections cannot reach this term, so if it is there, it has adopted the term that it saw.
  cluster.until(() => test.term >= term, ADOPT_MS);
  const { term: now, isLeader } = subject.look();
  demand(
    now === term,
    'ALL.2',
    `${subject.name} has seen term ${term}, but ${at(cluster)} its getState() returns term ${now}.`,
  );
  demand(
    !isLeader,
    'ALL.2',
    `${subject.name} has seen term ${term}, and ${at(cluster)} its getState() says that it leads that term, though no server has voted for it in that term.`,
  );
  if (!voteIsFree) return true;
  const ballot = plead(test, test.puppet(1), term);
  if (ballot === 'moved on') return false;
  demand(
    ballot === 'granted',
    'ALL.2',
    `${subject.name} learned of term ${term} from a reply and refused its vote to ${test.puppet(1).name} in that term ${at(cluster)}: its old vote belonged to the older term, and in a newer term it must be free to vote.`,
  );
  cluster.mark(SEEN);
  return true;
}

/** Brings the subject into a role, and then lets it see a term. */
function as(role: (test: Directed) => void, see: (test: Directed) => number) {
  return (test: Directed): number => {
    role(test);
    return see(test);
  };
}

function stand(test: Directed): void {
  test.candidacy();
}

function leadAlone(test: Directed): void {
  test.elect();
  silence(test);
  test.run(FORSAKEN_MS);
}

function byRequestVote(test: Directed): number {
  const term = newerThan(test);
  const asking = test.puppet(0);
  const ballot = plead(test, asking, term);
  demand(
    ballot !== 'refused',
    'ALL.2',
    `${test.subject.name} refused its vote to ${asking.name} in term ${term} ${at(test.cluster)}: whatever its role was in the older term, in a newer term it must be free to vote.${ballot === 'refused' ? notAdopted(test, term) : ''}`,
  );
  return ballot === 'moved on' ? test.term : term;
}

/**
 * The next term for a leader, which starts no elections; for others a term that they do not reach by
 * themselves.
 */
function newerThan({ term, leads }: Directed): number {
  return term + (leads ? 1 : FAR);
}

function byAppendEntries(test: Directed): number {
  const term = newerThan(test);
  const from = test.puppet(0);
  const reply = test.append(from, { term });
  demand(
    reply.term >= term,
    'ALL.2',
    `${test.subject.name} replied to the AppendEntries of ${from.name}, the leader of term ${term}, with term ${reply.term} (${at(test.cluster)}): it must adopt a newer term before anything else, and follow its leader.`,
  );
  return reply.term;
}

function byVoteReply(test: Directed): number {
  const { requests } = test.candidacy();
  const term = test.term + FAR;
  requests[0]?.answer({ term, voteGranted: false });
  return term;
}

function byAppendReply(test: Directed): number {
  test.elect();
  const term = test.term + FAR;
  silence(test);
  test.cluster.until(answersFrom(test.puppet(0), term), 1_000);
  return term;
}
