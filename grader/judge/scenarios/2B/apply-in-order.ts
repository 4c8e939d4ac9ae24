import { Directed } from '../directed';
import { entries, Follower } from '../follower';
import { rows, scenario } from '../scenario';
import { APPLIED_MS, bring, demandApplied, endOf, keepSending, startAll } from './steps';
import { highestCommit } from './why-not-applied';

const ENTRIES = 40;
/** So many that a server which applies a fixed number at each heartbeat takes too long. */
const MANY = 1_500;
const HEARTBEAT_MS = 100;
/** By then a leader has sent everything. */
const HELD_MS = 10_000;

interface Row {
  readonly name: string;
  readonly entries: number;
  /** The leaderCommit of each step. */
  readonly steps: readonly number[];
  /** Whether all steps are sent at the same moment. */
  readonly atOnce?: true;
}

const STEPS: readonly Row[] = [
  { name: 'one by one', entries: ENTRIES, steps: [1, 2, 3, 4, 40] },
  { name: 'a jump from none to all', entries: ENTRIES, steps: [40] },
  {
    name: 'jumps in quick succession',
    entries: ENTRIES,
    steps: [2, 5, 9, 14, 20, 40],
    atOnce: true,
  },
  { name: 'a jump over many', entries: MANY, steps: [MANY] },
];

export const applyInOrder = scenario({
  id: '2B/apply-in-order',
  title: 'When commitIndex jumps, each entry is applied once and in order',
  story:
    'Forty entries are committed one by one, all together, and in jumps that closely follow each other. Then so many are committed at once that there is no time to apply only some of them at each heartbeat.',
  rules: ['ALL.1'],
  points: 1,
  servers: 3,
  alone: true,
  seeds: 3,
  play: rows(STEPS, (cluster, row) => {
    const test = new Directed(cluster);
    const leader = test.puppet(0);
    const log = entries(Array.from({ length: row.entries }, (_, i) => (i < 10 ? 1 : 2)));
    const prev = endOf(log);
    const why = `${test.subject.name} holds ${row.entries} entries and received leaderCommit ${row.steps.join(', then ')}`;
    test.append(leader, { term: 2, entries: log });
    for (const commit of row.steps) {
      if (row.atOnce) {
        test.send(leader, { term: 2, prev, commit });
        continue;
      }
      const applied = () => test.applied.length >= commit;
      keepSending(test, leader, { term: 2, prev, commit }, APPLIED_MS, applied, HEARTBEAT_MS);
      demandApplied(test, log.slice(0, commit), why, 'ALL.1', 0);
    }
    keepSending(test, leader, { term: 2, prev, commit: row.entries }, 200);
    demandApplied(test, log, why, 'ALL.1', APPLIED_MS);
  }),
});

export const applyAsLeader = scenario({
  id: '2B/apply-as-leader',
  title: 'A leader also applies what it commits, in order',
  story:
    'A leader accepts forty commands before any is acknowledged. Then all are acknowledged, and each is applied once and in order. Then one command commits a long log of an older term together with it.',
  rules: ['ALL.1', 'L.5'],
  points: 1,
  servers: 3,
  alone: true,
  seeds: 3,
  play: rows(
    [
      { name: 'forty', play: leadsForty },
      { name: 'many', play: leadsMany },
    ],
    (cluster, { play }) => {
      play(new Directed(cluster));
    },
  ),
});

function leadsForty(test: Directed): void {
  const followers = test.puppets.map(() => new Follower());
  test.elect(followers);
  for (const follower of followers) follower.reach = 0;
  const commands = Array.from({ length: ENTRIES }, (_, i) => `command ${i + 1}`);
  const log = startAll(test, commands, 1);
  test.run(50);
  for (const follower of followers) follower.reach = Infinity;
  const why = `${test.subject.name} leads and accepted ${ENTRIES} commands, which both other servers acknowledge`;
  demandApplied(test, log, why, 'ALL.1');
}

/** All servers hold the entries of an older term, which one of the new term commits together. */
function leadsMany(test: Directed): void {
  const old = entries(Array<number>(MANY).fill(1));
  bring(test, { from: test.puppet(0), term: 1, log: old });
  const followers = test.puppets.map(() => new Follower(old));
  test.elect(followers);
  const log = [...old, ...startAll(test, ['of the new term'], MANY + 1)];
  test.cluster.until(() => followers.every(({ log: held }) => held.length > MANY), HELD_MS);
  const why = `${test.subject.name} leads, and all servers hold the same ${log.length} entries, of which the last is of its term: with the last one all entries before it are committed`;
  test.cluster.until(() => test.applied.length >= log.length, APPLIED_MS);
  demandApplied(test, log, why, highestCommit(test) < log.length ? 'L.5' : 'ALL.1', 0);
}
