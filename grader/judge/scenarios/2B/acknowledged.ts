import { Directed } from '../directed';
import { at, demand } from '../expect';
import { entries } from '../follower';
import { scenario } from '../scenario';
import { demandLog } from './steps';

const ENTRIES = 12;

export const acknowledged = scenario({
  id: '2B/acknowledged',
  title: 'A success means that the entries are in the log',
  story:
    'Twelve requests carry one entry each. As soon as one is acknowledged, the next one builds on it and must find it there.',
  rules: ['AE.4', 'AE.2'],
  points: 1,
  servers: 3,
  alone: true,
  seeds: 3,
  play(cluster) {
    const test = new Directed(cluster);
    const [from, term] = [test.puppet(0), 1];
    const log = entries(Array.from({ length: ENTRIES }, () => term));
    log.forEach((entry, prev) => {
      const { success } = test.append(from, {
        term,
        prev: [prev, prev === 0 ? 0 : term],
        entries: [entry],
      });
      demand(
        success,
        'AE.4',
        `${test.subject.name} acknowledged all entries up to index ${prev} but refused the next AppendEntries, with prevLogIndex ${prev} (${at(cluster)}): it may reply with success only when its log holds the entries.`,
      );
    });
    const story = `${test.subject.name} acknowledged ${ENTRIES} entries, one by one`;
    demandLog(test, { from, term, log }, 'AE.4', story);
    return undefined;
  },
});
