import { Directed } from '../directed';
import { at, demand } from '../expect';
import { entries, Follower } from '../follower';
import { scenario } from '../scenario';
import { bring, demandApplied, startAll } from './steps';

/** Figure 7 of the paper: the leader of term 8, and six followers. */
const LEADER = [1, 1, 1, 4, 4, 5, 5, 6, 6, 6];
const FOLLOWERS = {
  a: [1, 1, 1, 4, 4, 5, 5, 6, 6],
  b: [1, 1, 1, 4],
  c: [1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 6],
  d: [1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 7, 7],
  e: [1, 1, 1, 4, 4, 4, 4],
  f: [1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 3],
} as const;
const LETTERS = ['a', 'b', 'c', 'd', 'e', 'f'] as const;
/** c led term 6, and d term 7. */
const [C, D] = [2, 3];
const REPAIR_MS = 20_000;

export const figure7 = scenario({
  id: '2B/figure-7',
  title: 'All logs of Figure 7 are repaired',
  story:
    'The six followers of Figure 7 lack entries, have extra ones, or both. Their new leader accepts one command, and in the end every log equals its own.',
  rules: ['L.4', 'L.3', 'V.2'],
  points: 1,
  servers: 7,
  alone: true,
  seeds: 3,
  play(cluster) {
    const test = new Directed(cluster);
    bring(test, { from: test.puppet(C), term: 6, log: entries(LEADER) });
    const followers = LETTERS.map((letter) => new Follower(entries(FOLLOWERS[letter]), 7));
    for (const follower of followers) follower.votedFor = test.puppet(D).id;
    test.elect(followers);
    const log = [...entries(LEADER), ...startAll(test, ['of the new term'], LEADER.length + 1)];
    const isInLine = (follower: Follower) =>
      follower.log.length === log.length &&
      log.every(({ term, command }, i) => {
        const entry = follower.log[i];
        return entry?.term === term && entry.command === command;
      });
    cluster.until(() => followers.every(isInLine), REPAIR_MS);
    LETTERS.forEach((letter, i) => {
      const follower = followers[i] ?? new Follower();
      demand(
        isInLine(follower),
        'L.4',
        `${test.subject.name} leads and its log has entries of terms ${log.map(({ term }) => term).join(', ')}, but ${REPAIR_MS / 1_000} s later (${at(cluster)}) ${test.puppet(i).name}, follower (${letter}) of Figure 7, still has terms ${follower.log.map(({ term }) => term).join(', ')}.`,
      );
    });
    demandApplied(test, log, 'All servers hold the same log, and its last entry is of this term');
    return undefined;
  },
});
