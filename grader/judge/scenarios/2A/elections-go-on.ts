import type { VoteRequest } from '../../../world/cluster/puppet';
import { Directed } from '../directed';
import { at, demand } from '../expect';
import { rows, scenario } from '../scenario';
import { stands } from './moments';

const ELECTIONS = 6;
/** Several times the longest election timeout that makes sense. */
const NEXT_ELECTION_MS = 5_000;

interface Row {
  readonly name: string;
  /** What becomes of the requests. */
  readonly fate: string;
  readonly settle: (request: VoteRequest, i: number) => void;
}

export const electionsGoOn = scenario({
  id: '2A/elections-go-on',
  title: 'A candidate keeps trying until an election is won',
  story:
    'A candidate gets no replies, loses its messages, is refused, or gets too few votes. It starts a new election again and again, each in a new term, and asks every server.',
  rules: ['F.2', 'C.1', 'C.4'],
  points: 3,
  servers: 5,
  alone: true,
  seeds: 3,
  play: rows<Row>(
    [
      { name: 'silence', fate: 'nobody has answered', settle: () => undefined },
      {
        name: 'lost messages',
        fate: 'all its requests were lost',
        settle: (request) => {
          request.drop();
        },
      },
      {
        name: 'refusals',
        fate: 'all others have refused',
        settle: (request) => {
          request.answer({ term: request.args.term, voteGranted: false });
        },
      },
      {
        name: 'too few votes',
        fate: 'it has two of five votes',
        settle: (request, i) => {
          request.answer({ term: request.args.term, voteGranted: i === 0 });
        },
      },
    ],
    (cluster, { fate, settle }) => {
      const test = new Directed(cluster);
      let last = 0;
      for (let election = 0; election < ELECTIONS; election++) {
        if (last > 0) standsAgain(test, last, fate);
        const { term, args, requests } = test.candidacy(last);
        demand(
          args.candidateId === test.subject.id,
          'C.1',
          `${test.subject.name} asked for votes in term ${term} ${at(cluster)} for candidate ${args.candidateId}; it stands for itself.`,
        );
        requests.forEach(settle);
        last = term;
      }
    },
  ),
});

function standsAgain(test: Directed, last: number, fate: string): void {
  test.cluster.until(() => stands(test, last) !== undefined, NEXT_ELECTION_MS);
  demand(
    stands(test, last) !== undefined,
    'C.4',
    `${test.subject.name} stood for election in term ${last}, ${fate}, and ${NEXT_ELECTION_MS / 1_000} s later, ${at(test.cluster)}, it has not stood in a newer term: the election timer runs for candidates, too, and each election opens a new term.${test.growingPauses()}`,
  );
}
