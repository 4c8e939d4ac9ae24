import { Directed } from '../directed';
import { at, demand } from '../expect';
import { rows, scenario, type Size } from '../scenario';

const SIZES: readonly Size[] = [3, 4, 5, 7];
/** A candidate that has all votes that it needs leads at once; it takes no more than a few ms. */
const SETTLE_MS = 20;

export const majority = scenario({
  id: '2A/majority',
  title: 'A majority is more than half of all servers',
  story:
    'Of three, four, five and seven servers: one vote less than a majority makes no leader, the next one does.',
  rules: ['C.2'],
  points: 5,
  servers: SIZES,
  alone: true,
  seeds: 3,
  play: rows(
    SIZES.map((servers) => ({ name: `${servers} servers`, servers })),
    (cluster, { servers }) => {
      const test = new Directed(cluster);
      const { term, requests } = test.candidacy();
      // Its own vote counts: with `granted` of the others it has one more.
      const needed = test.majority - 1;
      let granted = 0;
      for (const request of requests) {
        if (granted === needed) break;
        demand(
          !test.leads,
          'C.2',
          `${test.subject.name} leads term ${term} ${at(cluster)} with ${granted + 1} of ${servers} votes, its own included; a majority is ${test.majority}.`,
        );
        request.answer({ term, voteGranted: true });
        granted++;
        cluster.run(SETTLE_MS);
      }
      demand(
        test.leads && test.term === term,
        'C.2',
        `${test.subject.name} asked for votes in term ${term} and has ${granted + 1} of ${servers}, its own included, which is a majority; ${at(cluster)} it does not lead that term.`,
      );
    },
  ),
});
