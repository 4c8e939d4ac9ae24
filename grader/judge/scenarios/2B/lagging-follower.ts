import type { LogEntry } from '../../../contract';
import { Directed, isAppend } from '../directed';
import { at, demand } from '../expect';
import { Follower } from '../follower';
import { rows, scenario } from '../scenario';
import { demandFewRetries } from './count';
import { deaf, demandApplied, demandReaches, startAll } from './steps';

const BURSTS = 10;
const BURST = 10;
const MESSAGES_MAX = 40;
/** The contract states this size. */
const LARGEST_CHARS = 256_000;
/**
 * Sizes around possible limits of a message, for leaders that split them: large ones, and small ones
 * between.
 */
const LARGE: readonly number[] = [
  500,
  5,
  32_768,
  0,
  40_000,
  5,
  70_000,
  5,
  5,
  LARGEST_CHARS,
  5,
  500,
];

interface Row {
  readonly name: string;
  /** The commands that the leader is given, each group at one instant. */
  readonly bursts: readonly (readonly string[])[];
  readonly messagesMax: number;
}

export const laggingFollower = scenario({
  id: '2B/lagging-follower',
  title: 'A follower that lacks a hundred entries gets many at a time',
  story:
    'One follower receives nothing while a hundred commands (or twelve, some very long) are committed through the other. The leader does not flood it with retries, and when it is back, a few messages bring it up to date.',
  rules: ['L.3', 'L.4', 'B.1'],
  points: 1,
  servers: 3,
  alone: true,
  seeds: 3,
  play: rows<Row>(
    [
      {
        name: 'a hundred short commands',
        bursts: Array.from({ length: BURSTS }, (_, burst) =>
          Array.from({ length: BURST }, (_, i) => `command ${burst * BURST + i + 1}`),
        ),
        messagesMax: MESSAGES_MAX,
      },
      {
        name: 'long commands, and short ones between them',
        bursts: [LARGE.map((chars, i) => 'abcdefghi漢kl'.charAt(i).repeat(chars))],
        messagesMax: MESSAGES_MAX,
      },
    ],
    (cluster, { bursts, messagesMax }) => {
      const test = new Directed(cluster);
      const followers = test.puppets.map(() => new Follower());
      const [, behind] = followers as [Follower, Follower];
      test.elect(followers);
      const puppet = test.puppet(1);
      puppet.part = deaf(behind);
      const log: LogEntry[] = [];
      for (const commands of bursts) {
        log.push(...startAll(test, commands, log.length + 1));
        test.run(20);
      }
      demandApplied(
        test,
        log,
        `The leader and one follower of three servers hold ${log.length} entries`,
      );
      demandFewRetries(test, puppet);
      let messages = 0;
      puppet.part = (request) => {
        const before = behind.log.length;
        behind.answer(request);
        if (isAppend(request) && behind.log.length > before) messages++;
      };
      demandReaches(test, puppet, behind, log.length, 15_000);
      const wrong = log.findIndex(({ command }, i) => behind.log[i]?.command !== command);
      demand(
        wrong < 0,
        'L.3',
        `${test.subject.name} sent ${puppet.name} ${log.length} entries, but at index ${wrong + 1} ${puppet.name} holds a command of ${behind.log[wrong]?.command.length ?? 0} characters instead of ${log[wrong]?.command.length ?? 0} (${at(cluster)}).`,
      );
      demand(
        messages <= messagesMax,
        'B.1',
        `${puppet.name} lacked ${log.length} entries, and ${test.subject.name} sent them in ${messages} AppendEntries (done ${at(cluster)}); ${messagesMax} are enough: one request can carry all entries from nextIndex on.`,
      );
    },
  ),
});
