import type { Cluster } from '../../../world/cluster/cluster';
import type { Puppet } from '../../../world/cluster/puppet';
import { Directed, isVote } from '../directed';
import { at, demand } from '../expect';
import { rows, scenario } from '../scenario';

const ELECTIONS = 8;
const NEXT_ELECTION_MS = 5_000;

interface Row {
  readonly name: string;
  readonly why: string;
  /** The number of the one puppet that votes for the candidate in the given election. */
  readonly voter: (election: number) => number;
}

export const duplicateVotes = scenario({
  id: '2A/duplicate-votes',
  title: 'A duplicate vote counts once',
  story:
    'In each of eight elections, one of the four other servers votes for the candidate and repeats its vote: first always the same server, then each in turn. Two votes of five never elect a leader.',
  rules: ['C.2'],
  points: 2,
  servers: 5,
  alone: true,
  seeds: 3,
  play: rows<Row>(
    [
      {
        name: 'always the same voter',
        why: 'only one other server has ever voted for it: each vote counts once',
        voter: () => 0,
      },
      {
        name: 'another voter each time',
        why: 'in each term only one other server has voted for it: each election starts a new count',
        voter: (election) => election % 4,
      },
    ],
    (cluster, { why, voter }) => {
      const test = new Directed(cluster);
      let above = 0;
      for (let election = 0; election < ELECTIONS; election++) {
        const { term } = test.candidacy(above);
        above = term;
        voteOn(cluster, test, test.puppet(voter(election)), term);
        demand(
          !test.leads,
          'C.2',
          `${test.subject.name} leads term ${test.term} ${at(cluster)} with two of five votes, its own included. In ${election + 1} elections ${why}.`,
        );
      }
    },
  ),
});

/** Votes each time that the subject asks in this term. A candidate may ask several times. */
function voteOn(cluster: Cluster, test: Directed, voter: Puppet, term: number): void {
  const votes = () => {
    for (const request of voter.requests)
      if (isVote(request) && !request.done && request.args.term === term)
        request.answer({ term, voteGranted: true });
    return test.leads || test.term > term;
  };
  cluster.until(votes, NEXT_ELECTION_MS);
}
