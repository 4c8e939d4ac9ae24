import type { VoteRequest } from '../../../world/cluster/puppet';
import { MS } from '../../../world/sim/time';
import { Directed, isVote } from '../directed';
import { at, atEvent, demand } from '../expect';
import { rows, scenario } from '../scenario';
import { growingPauses } from '../timer-story';
import { JUST_NOW_MS, stands } from './moments';

const ELECTIONS = 6;
/** So many that a timeout which grows by 100 ms each time exceeds its limit. */
const MANY_ELECTIONS = 60;
/** With the longest timeouts, so many elections would take too long. */
const LAST_MS = 200_000;
/** Several times the longest election timeout that makes sense. */
const NEXT_ELECTION_MS = 5_000;
/** How much sooner one request may arrive than another that left at the same moment. */
const ON_THE_WAY_MS = 20;

interface Row {
  readonly name: string;
  readonly elections: number;
  /** The fate of the requests, also of those that are repeated in the same term. */
  readonly fate: string;
  readonly settle: (request: VoteRequest, i: number) => void;
}

export const electionsGoOn = scenario({
  id: '2A/elections-go-on',
  title: 'A candidate keeps trying until an election is won',
  story:
    'A candidate gets no replies, loses its messages, is refused, or gets too few votes. It starts a new election again and again, not too soon, each in a new term, and asks every server.',
  rules: ['F.2', 'C.1', 'C.4'],
  points: 3,
  servers: 5,
  alone: true,
  seeds: 3,
  play: rows<Row>(
    [
      {
        name: 'silence',
        elections: MANY_ELECTIONS,
        fate: 'no server has replied',
        settle: () => undefined,
      },
      {
        name: 'lost messages',
        elections: ELECTIONS,
        fate: 'all its requests were lost',
        settle: (request) => {
          request.drop();
        },
      },
      {
        name: 'refusals',
        elections: ELECTIONS,
        fate: 'all others have refused',
        settle: (request) => {
          request.answer({ term: request.args.term, voteGranted: false });
        },
      },
      {
        name: 'too few votes',
        elections: ELECTIONS,
        fate: 'it has two of five votes',
        settle: (request, i) => {
          request.answer({ term: request.args.term, voteGranted: i === 0 });
        },
      },
    ],
    (cluster, { elections, fate, settle }) => {
      const test = new Directed(cluster);
      let last = 0;
      let lastMs = -Infinity;
      test.puppets.forEach((puppet, i) => {
        puppet.part = (request) => {
          if (isVote(request) && request.args.term <= last) settle(request, i);
        };
      });
      for (let election = 0; election < elections && cluster.nowMs < LAST_MS; election++) {
        if (last > 0) standsAgain(test, last, fate);
        const { term, args, requests } = test.candidacy(last);
        const begunMs = begunAt(test, term, requests) / MS;
        const sent = requests[0] && test.departure(requests[0]);
        demand(
          begunMs - lastMs > JUST_NOW_MS - ON_THE_WAY_MS,
          'F.2',
          `${test.subject.name} started an election in term ${last} and another one only ${(begunMs - lastMs).toFixed(0)} ms later, in term ${term} (${atEvent(sent, cluster)}): a candidate waits a whole election timeout for votes, at least ${JUST_NOW_MS} ms, as a follower does for a leader.`,
          sent && [sent],
        );
        lastMs = begunMs;
        demand(
          args.candidateId === test.subject.id,
          'C.1',
          `${test.subject.name} asked for votes in term ${term} ${at(cluster)} with candidateId ${args.candidateId}; it must be ${test.subject.id}, its own number.`,
        );
        requests.forEach(settle);
        last = term;
      }
    },
  ),
});

/** When the candidate's term began: its requests may leave later, and not always equally late. */
function begunAt(
  { cluster, subject }: Directed,
  term: number,
  requests: readonly VoteRequest[],
): number {
  const state = cluster.system.trace
    .recent()
    .find((event) => event.kind === 'state' && event.server === subject.id && event.term === term);
  return Math.min(state?.at ?? Infinity, ...requests.map((request) => request.at));
}

function standsAgain(test: Directed, last: number, fate: string): void {
  test.cluster.until(() => stands(test, last) !== undefined, NEXT_ELECTION_MS);
  demand(
    stands(test, last) !== undefined,
    'C.4',
    `${test.subject.name} started an election in term ${last}, ${fate}, and ${NEXT_ELECTION_MS / 1_000} s later, ${at(test.cluster)}, it has not started another in a newer term. The election timer must run for candidates too, must not be reset by replies, and must not wait for them.${growingPauses(test.puppets)}`,
  );
}
