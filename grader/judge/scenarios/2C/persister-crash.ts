import type { Cluster } from '../../../world/cluster/cluster';
import type { Fate } from '../../../world/sim/disk';
import { demand } from '../expect';
import { rows, scenario } from '../scenario';
import { Bench, bytes, bytesWere, state } from './bench';

const FATES: readonly { readonly name: string; readonly fate?: Fate }[] = [
  { name: 'unsynced data is lost', fate: 'lost' },
  { name: 'unsynced data is torn at its start', fate: 'torn at its start' },
  { name: 'unsynced data is torn in the middle', fate: 'torn in the middle' },
  { name: 'unsynced data is torn at its end', fate: 'torn at its end' },
  { name: 'unsynced data is kept', fate: 'kept' },
  { name: 'unsynced data is lost, torn or kept at random' },
];
/** A save has about three operations. Later points are not tried. */
const OPERATIONS_MAX = 24;
const SAVES_BEFORE_MAX = 4;
/** Alternately longer and shorter. */
const LENGTHS: readonly number[] = [90, 40, 60, 120, 50];
/** Longer than a piece or a buffer, because a state in several pieces must also be replaced as a whole. */
const LONG_LENGTHS: readonly number[] = [300_000, 200_000];

const MARKS = {
  inside: 'power failed inside a save',
  beforeSync: 'power failed before a sync',
} as const;

export const persisterCrash = scenario({
  id: '2C/persister-crash',
  title: 'Power fails at every disk operation of a save',
  story:
    'The Persister on its own: power fails before each disk operation of a save and of the boot that follows. Data that was not synced is lost, torn or kept. After the restart the complete old state or the complete new one must be there; once the save has returned, it must be the new one.',
  rules: ['P.3'],
  points: 6,
  servers: 3,
  alone: true,
  rig: 'persister',
  seeds: 1,
  marks: [MARKS.inside, MARKS.beforeSync],
  play: rows(FATES, (cluster, { fate }) => {
    const bench = new Bench(cluster);
    bench.fate = fate;
    // The very first save, each time on an empty disk.
    eachPoint((k) => {
      let isInside = false;
      eachPoint((j) => {
        const outage = new Outage(cluster, bench);
        isInside = outage.strike(k);
        const isInBoot = outage.recover(j);
        outage.recover();
        outage.goOn();
        return isInBoot;
      });
      return isInside;
    });
    // After different numbers of whole saves, because a Persister may alternate between places in any
    // rhythm.
    for (let saves = 1; saves <= SAVES_BEFORE_MAX; saves++)
      eachPoint((k) => {
        const outage = new Outage(cluster, bench);
        for (let save = 0; save < saves; save++) outage.save();
        const isInside = outage.strike(k);
        outage.recover();
        return isInside;
      });
    // Saves over earlier states, as JSON: a boot must not trust a file just because it can be parsed. What a
    // power failure leaves behind must not spoil the next save.
    const outage = new Outage(cluster, bench, LENGTHS, inJson);
    eachPoint((k) => {
      let isInside = false;
      eachPoint((j) => {
        outage.goOn();
        isInside = outage.strike(k);
        return outage.recover(j);
      });
      eachPoint((next) => {
        if ((k + next) % 2 === 0) outage.save();
        isInside = outage.strike(k);
        outage.recover();
        const isInNext = outage.strike(next);
        outage.recover();
        return isInNext;
      });
      return isInside;
    });
    const long = new Outage(cluster, bench, LONG_LENGTHS);
    long.save();
    eachPoint((k) => {
      const isInside = long.strike(k);
      long.recover();
      return isInside;
    });
  }),
});

/**
 * A state in ASCII of about that length that JSON.parse() takes; cut off anywhere, it does not. Cut off at its
 * end, every second one still ends like an object.
 */
function inJson(length: number, version: number): string {
  if (version % 2 === 0) return JSON.stringify(`${version} `.repeat(length).slice(0, length - 2));
  const entry = { term: version };
  return JSON.stringify(
    Array.from({ length: Math.ceil(length / JSON.stringify(entry).length) }, () => entry),
  );
}

/** Plays for 0, 1, 2, ... until power no longer fails, because there is no operation with that number. */
function eachPoint(play: (k: number) => boolean): void {
  for (let k = 0; k < OPERATIONS_MAX; k++) if (!play(k)) return;
}

/** One history of saves and power failures on a disk that was empty at the start. */
class Outage {
  /** The allowed answers of readRaftState(). */
  #due: readonly string[] = [''];
  /** The same before the latest save. */
  #before: readonly string[] = [''];
  /** All states that a save has returned for. */
  readonly #saved = new Set<string>();
  /** The last save that returned, if it made no disk operation. */
  #skipped = '';
  #version = 0;
  #story = '';

  constructor(
    private readonly cluster: Cluster,
    private readonly bench: Bench,
    private readonly lengths = LENGTHS,
    private readonly made = state,
  ) {
    bench.bootOnNewDisk();
  }

  /** A save without a power failure. */
  save(): void {
    const next = this.#fresh();
    this.bench.save(next);
    this.#returned(next);
  }

  #returned(state: string): void {
    this.#due = [state];
    this.#saved.add(state);
    this.#skipped = this.bench.operations === 0 ? state : '';
  }

  /**
   * Power fails just before operation `k` of a save, or after the save.
   *
   * @returns whether it failed before the end of the save
   */
  strike(k: number): boolean {
    const next = this.#fresh();
    const old = this.#due;
    this.#before = old;
    this.bench.failBefore(k);
    const { returned, powerFailed } = this.bench.save(next);
    this.bench.powerFails();
    const doubt = returned ? this.#doubt(powerFailed) : '';
    if (returned) this.#returned(next);
    else this.#due = [...old, next];
    const what = `${bytesWere(next)} being saved over ${old.map(bytes).join(' or ')}`;
    this.#story = returned
      ? `${bytesWere(next)} saved, saveRaftState() returned, and then power failed ${this.bench.whenPowerFailed()}.${doubt}`
      : `${what} when power failed ${this.bench.whenPowerFailed()}.`;
    if (powerFailed) this.cluster.mark(MARKS.inside);
    if (this.bench.failedBeforeSync) this.cluster.mark(MARKS.beforeSync);
    return powerFailed;
  }

  /** What is suspect about a save that has returned. */
  #doubt(powerFailed: boolean): string {
    if (powerFailed)
      return ' It returned before its disk operations were over: is it async, or does it leave work to a timer or a callback?';
    const isUnsafe = this.bench.operations > 0 && this.bench.hasNotSynced;
    return isUnsafe ? ' No sync was made in this save.' : '';
  }

  /**
   * Power returns, and the state is read. From then on it must stay the same.
   *
   * @param j power fails once more before operation `j` of the boot and the first reading
   * @returns whether it failed once more
   */
  recover(j = Infinity): boolean {
    return this.bench.recovering(this.#story, () => {
      this.bench.failBefore(j);
      let got = this.bench.boot() ? this.bench.read() : undefined;
      const failedAgain = got === undefined;
      if (failedAgain) {
        this.#story += ` During the boot that followed it failed again, ${this.bench.whenPowerFailed()}.`;
        this.bench.failBefore(Infinity);
        this.bench.boot();
        got = this.bench.read();
      }
      this.bench.failBefore(Infinity);
      this.#check(got ?? '');
      return failedAgain;
    });
  }

  /** After all that, a save must work as usual. */
  goOn(): void {
    this.strike(Infinity);
    this.recover();
  }

  #check(got: string): void {
    demand(
      this.#due.includes(got),
      'P.3',
      `${this.#story} After the restart readRaftState() returns ${bytes(got)}${this.#verdict(got)}`,
    );
    this.#due = [got];
  }

  #verdict(got: string): string {
    if (this.#skipped !== '' && this.#saved.has(got))
      return `, a state that was saved earlier. The last save that returned, of ${bytes(this.#skipped)}, made no disk operation: what makes saveRaftState() skip it or put it off?`;
    if (got !== '' && this.#saved.has(got) && this.#before.every((old) => !this.#saved.has(old)))
      return `, an older state. The ${bytes(this.#before[0] ?? '')} came from a save that had not returned, and then a boot returned them. A boot that accepts such a state must first put it in a safe place, for example with a rename, because the next save overwrites its only copy.`;
    if (got !== '' && this.#saved.has(got))
      return ', a state that was saved earlier and replaced since. How does a boot tell which save is the newest?';
    if (this.#due.length > 1)
      return ', neither the old state nor the new one. Was the only complete copy of the old state overwritten or removed, or does readRaftState() read a file whose save was not finished?';
    const due = this.#due[0] ?? '';
    return got.length === due.length
      ? ', which differ from what was saved.'
      : ` instead of ${bytes(due)}.`;
  }

  #fresh(): string {
    this.#version++;
    return this.made(this.lengths[this.#version % this.lengths.length] ?? 1, this.#version);
  }
}
