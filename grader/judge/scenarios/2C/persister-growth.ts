import { at, demand } from '../expect';
import { scenario } from '../scenario';
import { Bench, bytes, state } from './bench';

const SAVES = 10_000;
const STATE_BYTES = 100;
/**
 * Enough for many old copies, or for a journal that is cleaned up now and then, but not for a tenth of
 * all saves.
 */
const DISK_BYTES_MAX = 64 * 1_024;

export const persisterGrowth = scenario({
  id: '2C/persister-growth',
  title: 'Ten thousand saves',
  story:
    'The Persister on its own saves a state of 100 bytes ten thousand times. Old copies do not pile up on the disk, and the last one survives a power failure.',
  rules: ['P.3'],
  points: 2,
  servers: 3,
  alone: true,
  rig: 'persister',
  seeds: 1,
  play(cluster) {
    const bench = new Bench(cluster);
    let last = '';
    for (let i = 1; i <= SAVES; i++) {
      last = state(STATE_BYTES, i);
      bench.save(last, false, 0);
      demand(
        bench.diskBytes <= DISK_BYTES_MAX,
        'P.3',
        `The disk holds ${bench.diskBytes} bytes ${at(cluster)} after ${i} saves of ${STATE_BYTES} bytes each: old copies must be deleted.`,
      );
    }
    bench.powerFails();
    bench.recovering(`After ${SAVES} saves and a power failure,`, () => {
      bench.boot();
      const got = bench.read() ?? '';
      demand(
        got === last,
        'P.3',
        `After ${SAVES} saves and a power failure readRaftState() returns ${bytes(got)} that differ from the last save.`,
      );
    });
    return undefined;
  },
});
