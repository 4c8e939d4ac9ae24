import { at, demand } from '../expect';
import { rows, scenario } from '../scenario';
import { Bench, bytes, bytesWere, state } from './bench';

/** Saved one over the other in this order, so that states replace longer and shorter ones. */
const LENGTHS = [1, 100_000, 700, 0, 256, 3] as const;
/** A prime, so that a look at each second, tenth or sixteenth byte misses the one that follows. */
const BEFORE = 4_001;
const ONCE = ' Does it read the file at each call, or only once, in the constructor?';
/** Saved with a power failure after each group. */
const GROUPS = [
  ...LENGTHS.map((length, version) => [state(length, version)]),
  inTheMiddle('a', 'b'),
  // With the same bytes, so that their sum is the same.
  inTheMiddle('ab', 'ba'),
];

export const persisterRoundTrip = scenario({
  id: '2C/persister-round-trip',
  title: 'The Persister reads back what it saved',
  story:
    'The Persister on its own saves states of zero bytes, one byte, a hundred thousand bytes, two that differ only in one byte in the middle, and two that differ only in the order of two bytes. Each is read back byte for byte, at once and after a power failure.',
  rules: ['P.3'],
  points: 4,
  servers: 3,
  alone: true,
  rig: 'persister',
  seeds: 2,
  play: rows(
    [
      { name: 'usual states', spoil: false },
      { name: 'states whose arrays the caller overwrites afterwards', spoil: true },
    ],
    (cluster, { spoil }) => {
      const bench = new Bench(cluster);
      const check = (due: string, when: string, before?: string, ifEmpty = '') => {
        const got = bench.read(spoil) ?? '';
        demand(
          got === due,
          'P.3',
          `readRaftState() returns ${described(got, due)} ${at(cluster)}, ${when}.${got === before ? skipped(before, due) : ''}${got === '' ? ifEmpty : ''}`,
        );
        const again = bench.read() ?? '';
        demand(
          again === due,
          'P.3',
          `The second call of readRaftState() returns ${described(again, due)} ${at(cluster)}, ${when}. The caller may have overwritten the array that the first call returned: each call must return a new copy.`,
        );
        const size = bench.size();
        demand(
          size === due.length,
          'P.3',
          `raftStateSize() returns ${size} ${at(cluster)}, ${when}, but the state has ${due.length} bytes.`,
        );
      };
      check('', 'before anything was saved');
      for (const group of GROUPS) {
        for (const due of group) bench.save(due, spoil);
        const [due = '', before] = [group.at(-1), group.at(-2)];
        const unsynced =
          bench.operations > 0 && bench.hasNotSynced ? '; that save made no sync' : '';
        const reuse = spoil ? '; the caller has reused its array since' : '';
        check(due, `right after ${bytesWere(due)} saved${reuse}`, before, ONCE);
        bench.powerFails();
        bench.recovering(`After ${bytesWere(due)} saved and power had failed,`, () => {
          bench.boot();
          const when = `after ${bytesWere(due)} saved and power had failed${reuse}${unsynced}`;
          check(due, when, before);
        });
      }
    },
  ),
});

function described(got: string, due: string): string {
  if (got.length !== due.length) return `${bytes(got)} instead of ${bytes(due)}`;
  let first = 0;
  while (got[first] === due[first] && first < due.length) first++;
  return `${bytes(got)}, with byte ${first} being ${got.charCodeAt(first)} instead of ${due.charCodeAt(first)}`;
}

/** The state before is read, which looks much like the one that is due. */
function skipped(before: string, due: string): string {
  const sorted = (text: string) => Buffer.from(text, 'latin1').sort().toString('latin1');
  const alike =
    sorted(before) === sorted(due)
      ? 'the same bytes in another order'
      : 'all bytes but one in common';
  return ` That is the state of the save before. The two states have the same length and ${alike}: does saveRaftState() skip a state that only looks unchanged?`;
}

/** States that begin and end alike. */
function inTheMiddle(...parts: readonly string[]): readonly string[] {
  const [before, after] = [state(BEFORE, 6), state(BEFORE, 8)];
  return parts.map((different) => before + different + after);
}
