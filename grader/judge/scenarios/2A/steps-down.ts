import { MS } from '../../../world/sim/time';
import { Directed, isAppend } from '../directed';
import { at, demand } from '../expect';
import { rows, scenario } from '../scenario';
import { answersFrom, FAR, plead, silence, stands } from './moments';

/** By then the last heartbeats of the old term have arrived. */
const LAST_ONES_MS = 100;
const WATCHED_MS = 600;
/** Several times the longest election timeout that makes sense. */
const STANDS_MS = 5_000;
/** After this time without a reply, as long as any election timeout, a leader must assume that no server follows it. */
const FORSAKEN_MS = 5_000;

interface Row {
  readonly name: string;
  /** @returns the newer term */
  readonly depose: (test: Directed) => number;
}

export const stepsDown = scenario({
  id: '2A/steps-down',
  title: 'A server that steps down behaves as a follower',
  story:
    'A leader learns of a newer term from a RequestVote, an AppendEntries or a reply; so does a candidate. It sends no more heartbeats, and if it hears from no leader, it starts an election.',
  rules: ['ALL.2', 'F.2', 'L.1'],
  points: 2,
  servers: 3,
  alone: true,
  seeds: 3,
  play: rows<Row>(
    [
      { name: 'a leader, by RequestVote', depose: byRequestVote },
      { name: 'a leader, by AppendEntries', depose: byAppendEntries },
      { name: 'a leader, by a reply', depose: byReply },
      { name: 'a candidate, by a reply', depose: candidateByReply },
    ],
    (cluster, { depose }) => {
      const test = new Directed(cluster);
      const term = depose(test);
      fallsSilent(test, term);
      cluster.until(() => stands(test, term) !== undefined, STANDS_MS);
      demand(
        stands(test, term) !== undefined,
        'F.2',
        `${test.subject.name} led or started an election, learned of term ${term} and stepped down. Since then it has heard from no leader for ${STANDS_MS / 1_000} s, but ${at(cluster)} it has not started an election: a server that steps down must have a running election timer, and a leader must start it again.`,
      );
    },
  ),
});

/** The subject gets no votes, so it does not lead a newer term either. */
function fallsSilent(test: Directed, term: number): void {
  const { cluster, subject } = test;
  test.run(LAST_ONES_MS);
  const since = cluster.nowMs;
  test.run(WATCHED_MS);
  const late = test.puppets
    .flatMap(({ requests }) => requests)
    .filter(isAppend)
    .find((request) => request.at / MS >= since);
  demand(
    late === undefined,
    'ALL.2',
    `${subject.name} has seen term ${term} but still sends AppendEntries of term ${late?.args.term ?? 0} ${at(cluster)}: a leader that sees a newer term must step down and stop its heartbeats.`,
  );
  demand(
    !test.leads && test.term >= term,
    'ALL.2',
    `${subject.name} has seen term ${term}, but ${at(cluster)} its getState() says that it ${test.leads ? 'leads' : 'is in'} term ${test.term}.`,
  );
}

function byRequestVote(test: Directed): number {
  test.elect();
  silence(test);
  test.run(FORSAKEN_MS);
  const term = test.term + FAR;
  plead(test, test.puppet(0), term);
  return term;
}

function byAppendEntries(test: Directed): number {
  test.elect();
  silence(test);
  const term = test.term + FAR;
  test.append(test.puppet(0), { term });
  return term;
}

function byReply(test: Directed): number {
  test.elect();
  const term = test.term + FAR;
  silence(test);
  test.cluster.until(answersFrom(test.puppet(0), term), 1_000);
  return term;
}

function candidateByReply(test: Directed): number {
  const { requests } = test.candidacy();
  const term = test.term + FAR;
  requests[0]?.answer({ term, voteGranted: false });
  return term;
}
