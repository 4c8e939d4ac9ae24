import type { Cluster } from '../../../world/cluster/cluster';
import { Broken } from '../../../world/sim/broken';
import { Directed } from '../directed';
import { type Scenario, scenario } from '../scenario';
import { LIVES } from './lives';
import { Promises } from './promises';

/** Twice as long as each step of a life may take, which has one election at most. */
const STEP_MS = 10_000;
/** A life has twenty to thirty messages and disk operations. Points beyond these are not tried. */
const POINTS_MAX = 100;

const MARKS = {
  beforeMessage: 'power failed between a save and the message that depends on it',
  beforeSync: 'power failed before a sync',
  complete: 'power failed at the very end',
} as const;

/** Or else a server could promise nothing in it. */
const wholeLife = (name: string) => `power failed after a whole life: ${name}`;

export const crashPoints = scenario({
  id: '2C/crash-points',
  title: 'A crash at every step of a short life',
  story:
    'The test plays the other servers. Your server votes, accepts entries, starts an election, leads and steps down. The test repeats this many times, and each time your server crashes one message or disk operation later. It must keep every promise that it made before the crash.',
  rules: ['P.1', 'P.2', 'P.3', 'RV.2', 'ALL.1'],
  points: 5,
  servers: 3,
  alone: true,
  crashesEverywhere: true,
  seeds: 1,
  marks: [...Object.values(MARKS), ...LIVES.map(({ name }) => wholeLife(name))],
  play: everyPoint((cluster, { name, live }, point) => {
    const test = new Directed(cluster);
    const promises = new Promises(test);
    const { subject } = test;
    const machine = cluster.system.machine(subject.id);
    // All unsynced data is lost, so that a server cannot pass by luck.
    machine.fate = 'lost';
    // Whether its latest effect was a disk operation.
    const latest = { isSaved: false };
    cluster.system.trace.listen((event) => {
      if (event.kind === 'disk') latest.isSaved = true;
      if (event.kind === 'send' && event.from === subject.id) latest.isSaved = false;
      if (event.kind === 'reply' && event.to === subject.id) latest.isSaved = false;
    });
    subject.crashBeforeEffect(point);
    let isWhole = true;
    for (const holds of live(test)) {
      const isDone = cluster.until(() => !subject.isUp || holds(), STEP_MS);
      isWhole &&= isDone;
      if (!subject.isUp) break;
    }
    const cut = subject.isUp ? undefined : machine.cutBefore;
    if (!cut && isWhole) cluster.mark(wholeLife(name));
    if (!cut) cluster.mark(MARKS.complete);
    else if (cut.kind !== 'disk' && latest.isSaved) cluster.mark(MARKS.beforeMessage);
    else if (cut.kind === 'disk' && cut.operation.op === 'sync') cluster.mark(MARKS.beforeSync);
    for (const puppet of test.puppets) puppet.part = () => undefined;
    subject.restart();
    promises.check();
    return cut !== undefined;
  }),
});

/**
 * Plays each life once for every point at which power can fail in it, each time on a fresh cluster. The
 * server determines the number of points.
 *
 * @param play returns whether power failed inside the life
 */
function everyPoint(
  play: (cluster: Cluster, life: (typeof LIVES)[number], point: number) => boolean,
): Scenario['play'] {
  let [life, point] = [0, 0];
  return (cluster, round) => {
    // Each run begins with round 0, so nothing is left of an earlier run.
    if (round === 0) [life, point] = [0, 0];
    const chosen = LIVES[life];
    if (!chosen) throw new Error(`there is no life ${life}`);
    const isInside = named(`${chosen.name}; crash at step ${point + 1}`, cluster, () =>
      play(cluster, chosen, point),
    );
    if (isInside && point < POINTS_MAX) point++;
    else [life, point] = [life + 1, 0];
    return life < LIVES.length ? 'again' : undefined;
  };
}

function named<T>(name: string, cluster: Cluster, play: () => T): T {
  cluster.note(name);
  try {
    return play();
  } catch (thrown) {
    if (!(thrown instanceof Broken)) throw thrown;
    const { rule, breach } = thrown;
    throw new Broken(rule, { ...breach, message: `(${name}) ${breach.message}` });
  }
}
