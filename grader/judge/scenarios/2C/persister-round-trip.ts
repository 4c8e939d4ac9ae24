import { at, demand } from '../expect';
import { rows, scenario } from '../scenario';
import { Bench, bytes, state } from './bench';

/** Saved one over the other in this order, so that each meets a longer and a shorter one. */
const LENGTHS = [1, 100_000, 700, 0, 256, 3] as const;

export const persisterRoundTrip = scenario({
  id: '2C/persister-round-trip',
  title: 'What was saved is read back',
  story:
    'The Persister by itself saves states of no byte, of one, of a hundred thousand; each is read back byte for byte, at once and after power has failed.',
  rules: ['P.3'],
  points: 4,
  servers: 3,
  alone: true,
  rig: 'persister',
  seeds: 2,
  play: rows(
    [
      { name: 'by a caller that lets its arrays be', spoil: false },
      { name: 'by a caller that uses its arrays for something else afterwards', spoil: true },
    ],
    (cluster, { spoil }) => {
      const bench = new Bench(cluster);
      const check = (due: string, when: string) => {
        const got = bench.read(spoil) ?? '';
        demand(
          got === due,
          'P.3',
          `readRaftState() answers ${described(got, due)} ${at(cluster)}, ${when}.`,
        );
        const size = bench.size();
        demand(
          size === due.length,
          'P.3',
          `raftStateSize() answers ${size} ${at(cluster)}, ${when}; the state has ${due.length} bytes.`,
        );
      };
      check('', 'before anything was saved');
      for (const [version, length] of LENGTHS.entries()) {
        const due = state(length, version);
        bench.save(due, spoil);
        const reuse = spoil ? '; the caller has reused its array since' : '';
        check(due, `right after ${bytes(due)} were saved${reuse}`);
        bench.powerFails();
        bench.recovering(`After ${bytes(due)} were saved and power had failed,`, () => {
          bench.boot();
          check(due, `after ${bytes(due)} were saved and power had failed${reuse}`);
        });
      }
    },
  ),
});

function described(got: string, due: string): string {
  if (got.length !== due.length) return `${bytes(got)} instead of ${bytes(due)}`;
  let first = 0;
  while (got[first] === due[first] && first < due.length) first++;
  return `${bytes(got)}, of which number ${first} is ${got.charCodeAt(first)} instead of ${due.charCodeAt(first)}`;
}
