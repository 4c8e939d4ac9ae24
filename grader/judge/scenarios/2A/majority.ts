import { Directed } from '../directed';
import { at, demand } from '../expect';
import { rows, scenario, type Size } from '../scenario';
import { tried } from './moments';

const SIZES: readonly Size[] = [3, 4, 5, 6, 7];
/** By then a vote has been counted. */
const COUNTED_MS = 15;
/** A candidate leads as soon as it has enough votes; some need a little longer. */
const LEADS_MS = 100;

const DECIDED = 'the deciding vote was cast';

export const majority = scenario({
  id: '2A/majority',
  title: 'A majority is more than half of all servers',
  story:
    'In clusters of three to seven servers, some refuse the candidate. One vote fewer than a majority does not elect a leader; the next vote does.',
  rules: ['C.2'],
  points: 3,
  servers: SIZES,
  alone: true,
  seeds: 3,
  marks: [DECIDED],
  play: rows(
    SIZES.map((servers) => ({ name: `${servers} servers`, servers })),
    (cluster) => {
      tried(() => needsMajority(new Directed(cluster)));
    },
  ),
});

function needsMajority(test: Directed): boolean {
  const { cluster, subject, majority: needed } = test;
  const servers = cluster.nodes.length;
  const { term, requests } = test.candidacy();
  demand(
    !test.leads,
    'C.2',
    `${subject.name} leads term ${test.term} ${at(cluster)} with only its own vote: no other server has voted yet, and a majority of ${servers} servers is ${needed}.`,
  );
  // A refusal does not count as a vote, and does not end the candidacy.
  for (const request of requests.slice(needed - 1)) request.answer({ term, voteGranted: false });
  test.run(COUNTED_MS);
  // The candidate's own vote counts.
  let votes = 1;
  for (const request of requests.slice(0, needed - 1)) {
    request.answer({ term, voteGranted: true });
    votes++;
    if (votes === needed) break;
    test.run(COUNTED_MS);
    demand(
      !test.leads,
      'C.2',
      `${subject.name} leads term ${term} ${at(cluster)} with ${votes} of ${servers} votes, its own included; a majority is ${needed}.`,
    );
  }
  cluster.until(() => test.leads || test.term > term, LEADS_MS);
  // The election timer ran out before all votes had arrived.
  if (test.term > term) return false;
  cluster.mark(DECIDED);
  demand(
    test.leads,
    'C.2',
    `${subject.name} asked for votes in term ${term} and has ${votes} of ${servers}, its own included, which is a majority, but ${at(cluster)} it does not lead that term. Refusals make no difference. Does each vote count for the server that sent it? (In a callback, a \`var\` of a loop is the last server.)`,
  );
  return true;
}
