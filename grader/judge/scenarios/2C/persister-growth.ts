import { at, demand } from '../expect';
import { scenario } from '../scenario';
import { Bench, bytes, state } from './bench';

const SAVES = 10_000;
/** Where a generation number of one byte overflows, and at the end. */
const CHECKED: ReadonlySet<number> = new Set([127, 128, 129, 255, 256, 257, SAVES]);
const STATE_BYTES = 100;
/**
 * Enough for many old copies, or for a journal that is cleaned up now and then, but not for a tenth of
 * all saves.
 */
const DISK_BYTES_MAX = 65_536;

export const persisterGrowth = scenario({
  id: '2C/persister-growth',
  title: 'Ten thousand saves',
  story:
    'The Persister on its own saves a state of 100 bytes ten thousand times. Old copies do not pile up on the disk, and now and then a power failure shows that the last one survives.',
  rules: ['P.3'],
  points: 2,
  servers: 3,
  alone: true,
  rig: 'persister',
  seeds: 1,
  play(cluster) {
    const bench = new Bench(cluster);
    for (let i = 1; i <= SAVES; i++) {
      const last = state(STATE_BYTES, i);
      bench.save(last, false, 0);
      demand(
        bench.diskBytes <= DISK_BYTES_MAX,
        'P.3',
        `The disk holds ${bench.diskBytes} bytes ${at(cluster)} after ${i} saves of ${STATE_BYTES} bytes each: ${DISK_BYTES_MAX} are allowed, and old copies must be deleted.`,
      );
      if (CHECKED.has(i)) demandLast(bench, i, last, state(STATE_BYTES, i - 1));
    }
    return undefined;
  },
});

function demandLast(bench: Bench, saves: number, last: string, before: string): void {
  const story = `After ${saves} saves and a power failure`;
  bench.powerFails();
  bench.recovering(`${story},`, () => {
    bench.boot();
    const got = bench.read() ?? '';
    const which =
      got === before
        ? 'the state of the save before it. How does a boot tell which save is the newest, and can that number overflow?'
        : `${bytes(got)} that differ from the last save.`;
    demand(got === last, 'P.3', `${story} readRaftState() returns ${which}`);
  });
}
