import { type Append, Directed } from '../directed';
import { at, demand, demandStillLeads } from '../expect';
import { entries, Follower } from '../follower';
import { scenario } from '../scenario';
import { bring, demandApplied, demandReaches, startAll } from './steps';

const OLD = entries([1, 1, 1]);
/** Too soon for a leader to give up because it hears from no majority. */
const SOON_MS = 130;
/** What arrives of the older term. */
const LATE: readonly Append[] = [
  { term: 1, prev: [1, 1], entries: OLD.slice(1), commit: 1 },
  { term: 1, prev: [1, 1], commit: 3 },
  { term: 1, commit: 0 },
];

export const leaderKeeps = scenario({
  id: '2B/leader-keeps',
  title: 'A deposed leader cannot change the log of the leader',
  story:
    'A leader holds three entries when AppendEntries of an older term arrive, with and without entries. It refuses them, keeps its log, and stays leader.',
  rules: ['S.2', 'AE.1'],
  points: 1,
  servers: 3,
  alone: true,
  seeds: 3,
  play(cluster) {
    const test = new Directed(cluster);
    const { subject } = test;
    const old = test.puppet(0);
    bring(test, { from: old, term: 1, log: OLD.slice(0, 1) });
    const followers = test.puppets.map(() => new Follower(OLD.slice(0, 1)));
    const term = test.elect(followers);
    for (const follower of followers) follower.reach = 1;
    const log = [...OLD.slice(0, 1), ...startAll(test, ['a', 'b', 'c'], 2)];
    // All at once: a leader whose entries get lost hears from no majority, and may step down after a while.
    const sinceMs = cluster.nowMs;
    const sent = LATE.map((late) => test.send(old, late));
    for (const late of sent) {
      const reply = test.answered(late, `AppendEntries of term 1 from ${old.name}`);
      demand(
        !reply.success && reply.term >= term,
        'AE.1',
        `${subject.name} leads term ${term} and replied to an AppendEntries of term 1 from ${old.name} with term ${reply.term} and success ${reply.success} (${at(cluster)}); it must refuse with term ${term}.`,
      );
    }
    // Answers may take a second, and in that time it heard from no majority.
    const hasLost = !test.leads || test.term !== term;
    if (hasLost && cluster.nowMs - sinceMs > SOON_MS) return undefined;
    demandStillLeads(subject, term, cluster, {
      rule: 'AE.1',
      why: 'all it received were AppendEntries of term 1, which must not make it step down',
    });
    for (const follower of followers) follower.reach = Infinity;
    const taken = subject.start('d');
    demand(
      taken?.index === 5,
      'S.2',
      `${subject.name} leads term ${term} and held four entries, but after AppendEntries of term 1 the next command went to index ${taken?.index ?? 0} instead of 5 (${at(cluster)}).`,
    );
    log.push({ term, command: 'd' });
    followers.forEach((follower, i) => {
      demandReaches(test, test.puppet(i), follower, log.length);
    });
    const why = `${subject.name} leads term ${term} and all others hold its five entries; a deposed leader had sent it different ones`;
    demandApplied(test, log, why, 'S.2');
    return undefined;
  },
});
