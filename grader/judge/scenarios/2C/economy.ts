/** The allowed cost of saves: none where nothing changes, and one save where a handler changes much. */
import type { EventOf } from '../../../world/sim/trace';
import { appendReply, name, when } from '../../rules/wire';
import { Directed, isAppend } from '../directed';
import { at, demand } from '../expect';
import { entries } from '../follower';
import { scenario } from '../scenario';
import { Bench, state } from './bench';
import { DiskMeter } from './disk-meter';

const QUIET_MS = 1_000;
const BEAT_MS = 50;
const COMMIT_MS = 2_000;
/** One sync, or one for each of two files. */
const SYNCS_PER_SAVE_MAX = 3;
/** More than follow in this test, and more bytes. */
const SAVES_MEASURED = 40;
const BYTES_MORE = 15;

export const economyIdle = scenario({
  id: '2C/economy-idle',
  title: 'Nothing is saved when nothing changes',
  story:
    'A follower receives heartbeats, and requests that are repeated, refused or stale. Then a leader has nothing to send. None of this changes persistent state, so nothing is synced.',
  rules: ['P.4'],
  points: 3,
  servers: 3,
  alone: true,
  seeds: 3,
  play(cluster) {
    const test = new Directed(cluster);
    const meter = new DiskMeter(test);
    const [leader, other] = [test.puppet(0), test.puppet(1)];
    const beat = { term: 3, prev: [3, 3], commit: 3 } as const;
    test.append(leader, { term: 3, entries: entries([3, 3, 3]) });
    meter.nothing('a heartbeat', () => test.append(leader, { ...beat, commit: 0 }));
    meter.nothing('a heartbeat that moved commitIndex', () => test.append(leader, beat));
    meter.nothing('an AppendEntries with entries that it holds', () =>
      test.append(leader, { term: 3, entries: entries([3, 3, 3]), commit: 3 }),
    );
    meter.nothing('an AppendEntries with some of the entries that it holds', () =>
      test.append(leader, { term: 3, prev: [1, 3], entries: entries([3], 2), commit: 3 }),
    );
    meter.nothing('an AppendEntries that does not match its log', () =>
      test.append(leader, { term: 3, prev: [9, 3], commit: 3 }),
    );
    meter.nothing('an AppendEntries of an older term', () => test.append(other, { term: 2 }));
    meter.nothing('a RequestVote of an older term', () => test.ask(other, 2));
    test.append(leader, beat);
    const beats = () => {
      for (let ms = 0; ms < QUIET_MS; ms += BEAT_MS) {
        test.send(leader, beat);
        test.run(BEAT_MS);
      }
    };
    // A Persister may tidy up some time after a save, but not again and again.
    beats();
    meter.nothing('a second of heartbeats', beats);
    const { term } = test.candidacy();
    meter.nothing('a RequestVote that it refused', () => test.ask(other, term, [3, 3]));
    const next = test.term + 2;
    if (test.ask(other, next, [3, 3]).voteGranted)
      meter.nothing('a RequestVote of the candidate that already has its vote', () =>
        test.ask(other, next, [3, 3]),
      );
    test.elect();
    test.run(QUIET_MS);
    meter.nothing('a second as leader with nothing to send', () => {
      test.run(QUIET_MS);
    });
    test.subject.start('one');
    cluster.until(() => test.applied.length >= 4, COMMIT_MS);
    // A leader may commit before it has saved its own copy.
    test.run(QUIET_MS);
    meter.nothing('a second as leader after all entries were committed', () => {
      test.run(QUIET_MS);
    });
    return undefined;
  },
});

export const economyOnce = scenario({
  id: '2C/economy-once',
  title: 'Each handler saves only once, even if much changes in it',
  story:
    'A handler that changes several fields, such as the term and the vote, or the term and the log, saves them together, once. An election and a command also take one save each.',
  rules: ['P.4'],
  points: 3,
  servers: 3,
  alone: true,
  seeds: 3,
  play(cluster) {
    const test = new Directed(cluster);
    const syncs = syncsPerSave(test);
    const meter = new DiskMeter(test);
    const [one, other] = [test.puppet(0), test.puppet(1)];
    // The very first save may cost more.
    test.ask(one, 2);
    meter.once(syncs, 'granting a vote in a newer term', () => test.ask(other, 3));
    meter.once(syncs, 'entries of a newer term', () =>
      test.append(one, { term: 4, entries: entries([4, 4]) }),
    );
    meter.once(syncs, 'more entries of the same term', () =>
      test.append(one, { term: 4, prev: [2, 4], entries: entries([4, 4, 4], 3) }),
    );
    meter.once(syncs, 'entries of a newer term that replaced others', () =>
      test.append(other, { term: 6, prev: [2, 4], entries: entries([6, 6], 3) }),
    );
    meter.oncePerElection(syncs, () => {
      test.candidacy();
    });
    test.elect();
    test.run(2 * BEAT_MS);
    meter.once(syncs, 'a command that it accepted as leader and committed', () => {
      test.subject.start('one');
      cluster.until(() => test.applied.length >= 5, COMMIT_MS);
    });
    const { term } = test;
    const learns = () => {
      for (const puppet of test.puppets)
        puppet.part = (request) => {
          if (isAppend(request)) request.answer({ term: term + 2, success: false });
        };
      cluster.until(() => test.term > term, COMMIT_MS);
      // A server that saves only just before it replies does so now.
      test.ask(other, 1);
    };
    meter.once(syncs, 'a newer term in a reply', learns, () => savedAgain(test, term + 2));
    return undefined;
  },
});

/** A sentence if a reply with a term in which the server already was made it save. */
function savedAgain({ subject, cluster }: Directed, term: number): string {
  let replies = 0;
  let cause: EventOf<'return'> | undefined;
  for (const event of cluster.system.trace.recent()) {
    if (event.kind === 'deliver' && event.to === subject.id) cause = undefined;
    if (event.kind === 'return' && event.from === subject.id) {
      const isOfTerm = appendReply(event)?.term === term;
      cause = isOfTerm && replies > 0 ? event : undefined;
      if (isOfTerm) replies++;
    }
    if (event.kind === 'disk' && event.server === subject.id && cause)
      return ` It saved again when the reply of ${name(cause.to)} arrived (${when(cause)}), though it was in term ${term} already. Only a term above currentTerm is adopted (ALL.2): if a server adopts its own term again, votedFor is cleared too, and it can vote twice in that term (RV.2).`;
  }
  return '';
}

/**
 * Measures the cost of one save with this Persister, without a Raft, and then restarts on an empty
 * disk. Now and then a save costs more: that of a journal that is cleaned up.
 */
function syncsPerSave(test: Directed): number {
  const machine = test.cluster.system.machine(test.subject.id);
  const bench = new Bench(test.cluster);
  machine.rig = 'persister';
  bench.bootOnNewDisk();
  bench.save(state(10, 1));
  const costs = Array.from({ length: SAVES_MEASURED }, (_, i) => {
    const before = bench.syncs;
    bench.save(state(20 + BYTES_MORE * i, 2 + i));
    return bench.syncs - before;
  });
  const least = Math.min(...costs);
  demand(
    least <= SYNCS_PER_SAVE_MAX,
    'P.4',
    `One saveRaftState() call of the Persister alone took ${least} syncs (${at(test.cluster)}); one or two are enough.`,
  );
  machine.rig = undefined;
  bench.bootOnNewDisk();
  return Math.max(...costs, 1);
}
