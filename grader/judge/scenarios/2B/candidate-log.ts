import { Directed } from '../directed';
import { at, demand } from '../expect';
import { entries } from '../follower';
import { rows, scenario } from '../scenario';
import { bring, endOf } from './steps';

export const candidateLog = scenario({
  id: '2B/candidate-log',
  title: 'A candidate sends the index and term of its last entry',
  story:
    'A server whose log came from an earlier leader starts an election. Its lastLogIndex and lastLogTerm are those of its last entry, whether or not it is committed.',
  rules: ['RV.3', 'C.1'],
  points: 1,
  servers: 3,
  alone: true,
  seeds: 3,
  play: rows(
    [
      { name: 'an empty log', terms: [], commit: 0 },
      { name: 'nothing committed', terms: [1, 1, 2], commit: 0 },
      { name: 'the first entry committed', terms: [1, 2, 2, 3], commit: 1 },
      { name: 'all committed', terms: [1, 2], commit: 2 },
    ],
    (cluster, { terms, commit }) => {
      const test = new Directed(cluster);
      const log = entries(terms);
      const [index, lastTerm] = endOf(log);
      const term = Math.max(1, lastTerm);
      bring(test, { from: test.puppet(0), term, log }, commit);
      // In the second election its own term is further ahead of the term of its last entry.
      for (let election = 0; election < 2; election++) {
        const { requests } = test.candidacy(Math.max(term, test.term));
        for (const { args } of requests) {
          demand(
            args.lastLogIndex === index && args.lastLogTerm === lastTerm,
            'RV.3',
            `${test.subject.name} asked for votes in term ${args.term} with lastLogIndex ${args.lastLogIndex} and lastLogTerm ${args.lastLogTerm} (${at(cluster)}), but its last entry has index ${index} and term ${lastTerm}. Its log is committed up to index ${commit}, which makes no difference.`,
          );
        }
      }
    },
  ),
});
