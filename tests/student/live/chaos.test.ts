/** What chaos plans, and what its watch sees, without a process. */
import { planOf } from '../../../grader/student/live/chaos/plan';
import { chaosWords } from '../../../grader/student/live/chaos/words';
import { Watch } from '../../../grader/student/live/chaos/watch';
import type { Fleet, FleetEvent } from '../../../grader/student/live/fleet/fleet';
import { Rng } from '../../../grader/world/sim/rng';

/** Tells what a test lets it tell. */
class Told {
  readonly #listeners: ((event: FleetEvent) => void)[] = [];
  listen(listener: (event: FleetEvent) => void): () => void {
    this.#listeners.push(listener);
    return () => undefined;
  }
  tell(event: FleetEvent): void {
    for (const listener of this.#listeners) listener(event);
  }
}

function seenOf(...events: readonly FleetEvent[]) {
  const told = new Told();
  const watch = new Watch(told as unknown as Fleet);
  for (const event of events) told.tell(event);
  return watch.seen;
}

const applied = (server: number, first: number, ...digests: readonly string[]): FleetEvent => ({
  kind: 'applied',
  server,
  first,
  digests,
});

test('servers that apply the same commands, in any rhythm and again after a restart, do not differ', () => {
  expect(
    seenOf(
      applied(0, 1, 'a', 'b'),
      applied(1, 1, 'a'),
      applied(1, 2, 'b', 'c'),
      applied(0, 3, 'c'),
      applied(0, 1, 'a', 'b', 'c', 'd'),
      applied(2, 1),
    ),
  ).toEqual([]);
});

test.each([
  ['of two servers', applied(2, 1, 'a', 'x', 'y'), 'at index 2, by S0 and by S2.'],
  ['of one server', applied(0, 2, 'x'), 'at index 2, by S0 before a restart and by S0 after it.'],
])('different commands %s at one index are told with the first such index', (_of, last, words) => {
  const findings = seenOf(applied(0, 1, 'a', 'b', 'c'), last);
  expect(findings).toMatchObject([{ kind: 'differ', index: 2 }]);
  const empty = { unknown: [], seconds: 60, answered: 200, withoutAnswer: 0, acts: 1, crashes: 1 };
  expect(chaosWords({ ...empty, findings })).toContain(words);
});

const status = (server: number, firstTerm: number | undefined, lastTold: number): FleetEvent => ({
  kind: 'status',
  server,
  status: {
    ...{ term: lastTold, isLeader: false, leader: undefined, firstTerm, lastTold },
    ...{ lastIndex: 0, applied: 0, keys: 0, answered: 0, clients: 0 },
    ...{ medianMs: undefined, p99Ms: undefined },
  },
});
const ended = (server: number): FleetEvent => ({
  kind: 'ended',
  server,
  ending: { kind: 'signal', signal: 'SIGKILL' },
});

test('a server forgets a term if it comes back with an older one than it told', () => {
  const before = [status(1, 3, 7), ended(1), status(1, undefined, 0)];
  expect(seenOf(...before, status(1, 7, 7), ended(1), status(1, 8, 9))).toEqual([]);
  expect(seenOf(status(1, 3, 3), status(1, 3, 7), status(2, 4, 5))).toEqual([]);
  expect(seenOf(...before, status(1, 6, 6))).toEqual([
    { kind: 'forgot', server: 1, told: 7, term: 6 },
  ]);
  // What an earlier life told counts as well.
  expect(seenOf(...before, ended(1), status(1, 5, 9))).toMatchObject([{ told: 7, term: 5 }]);
});

test('a plan has every kind of fault, within its time, and the same for the same seed', () => {
  for (let seed = 1; seed <= 10; seed++) {
    const options = { servers: 3, ms: 90_000, canPause: true };
    const plan = planOf(new Rng(seed), options);
    expect(planOf(new Rng(seed), options)).toEqual(plan);
    const kinds = new Set(plan.map(({ act }) => act.kind));
    expect([...kinds].sort()).toEqual(['isolate', 'kill', 'killAll', 'lossy', 'pause', 'slow']);
    let endedAt = 0;
    for (const { atMs, untilMs } of plan) {
      expect(atMs).toBeGreaterThanOrEqual(endedAt);
      expect(untilMs).toBeGreaterThan(atMs);
      endedAt = untilMs;
    }
    expect(endedAt).toBeLessThanOrEqual(90_000);
    // A burst: the next fault comes while the servers elect a leader.
    const quick = plan.filter(({ act, atMs }, i) => {
      const before = plan[i - 1];
      const isHard = ['kill', 'killAll', 'isolate'].includes(act.kind);
      return isHard && before !== undefined && atMs - before.untilMs <= 300;
    });
    expect(quick.length).toBeGreaterThanOrEqual(3);
  }
});
