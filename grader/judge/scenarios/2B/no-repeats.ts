import { Directed, isAppend } from '../directed';
import { at, demand } from '../expect';
import { entries, Follower } from '../follower';
import { scenario } from '../scenario';
import { bring, demandReaches, startAll } from './steps';

/** All servers hold these entries already. */
const OLD = entries(Array<number>(200).fill(1));
const COMMANDS = 20;
/** Each entry may be sent a few times before its acknowledgement arrives. */
const COPIES_MAX = 4;
const IDLE_MS = 1_000;

export const noRepeats = scenario({
  id: '2B/no-repeats',
  title: 'Acknowledged entries are not sent again',
  story:
    'All followers hold the log of a new leader. It accepts twenty commands, one after another, and then none for a second. The test counts the entries that were sent.',
  rules: ['L.3', 'B.2'],
  points: 1,
  servers: 3,
  alone: true,
  seeds: 3,
  play(cluster) {
    const test = new Directed(cluster);
    bring(test, { from: test.puppet(0), term: 1, log: OLD });
    const followers = test.puppets.map(() => new Follower(OLD));
    test.elect(followers);
    for (let index = OLD.length + 1; index <= OLD.length + COMMANDS; index++) {
      startAll(test, [`command ${index}`], index);
      followers.forEach((follower, i) => {
        demandReaches(test, test.puppet(i), follower, index);
      });
      test.run(5);
    }
    test.run(IDLE_MS);
    const carriers = test.puppets
      .flatMap(({ requests }) => requests.filter(isAppend))
      .filter(({ args }) => args.entries.length > 0);
    const sent = carriers.reduce((sum, { args }) => sum + args.entries.length, 0);
    const first = carriers[0]?.args.prevLogIndex ?? OLD.length;
    const began =
      first < OLD.length
        ? ` The first that it sent was at index ${first + 1}: is nextIndex set for every server when an election is won, also where the array was still empty?`
        : '';
    const max = COMMANDS * test.puppets.length * COPIES_MAX;
    demand(
      sent <= max,
      'B.2',
      `${test.subject.name} sent ${sent} entries to replicate ${COMMANDS} commands to ${test.puppets.length} followers (until ${at(cluster).slice(3)}, with ${IDLE_MS / 1_000} s of heartbeats); ${COMMANDS * test.puppets.length} are needed and ${max} allowed. An AppendEntries carries the entries from nextIndex on, and a new leader's nextIndex is one past its last entry. All followers already held the ${OLD.length} entries before these.${began}`,
    );
    return undefined;
  },
});
