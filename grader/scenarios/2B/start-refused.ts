import { Directed } from '../directed';
import { at, demand } from '../expect';
import { entries } from '../follower';
import { rows, scenario } from '../scenario';
import { bring, demandEnd, endOf, keepSending } from './steps';

const LOG = entries([1, 1]);

type Role = 'follower' | 'candidate' | 'leader that stepped down';

export const startRefused = scenario({
  id: '2B/start-refused',
  title: 'Whoever does not lead takes no command',
  story:
    'A client calls start() on a follower, on a candidate and on a leader that has stepped down: each says no, and its log stays as it is.',
  rules: ['L.2'],
  points: 1,
  servers: 3,
  alone: true,
  seeds: 3,
  play: rows<{ readonly name: Role }>(
    [{ name: 'follower' }, { name: 'candidate' }, { name: 'leader that stepped down' }],
    (cluster, { name }) => {
      const test = new Directed(cluster);
      const leader = test.puppet(0);
      const { subject } = test;
      if (name === 'leader that stepped down') {
        test.elect();
        for (const puppet of test.puppets) puppet.part = () => undefined;
      }
      const term = test.term + 1;
      bring(test, { from: leader, term, log: LOG.map((entry) => ({ ...entry, term })) });
      if (name === 'candidate') test.candidacy(term);
      for (const command of ['refused 1', 'refused 2']) {
        const taken = subject.start(command);
        demand(
          taken === undefined,
          'L.2',
          `${subject.name} is a ${name} in term ${test.term} and took the command "${command}" ${at(cluster)}, at index ${taken?.index ?? 0}: only a leader takes commands.`,
        );
      }
      const end = endOf(LOG.map((entry) => ({ ...entry, term })));
      const story = `${subject.name} is a ${name} and held two entries when a client called start()`;
      if (name !== 'candidate') keepSending(test, leader, { term, prev: end }, 100);
      demandEnd(test, test.term, end, 'L.2', story);
    },
  ),
});
