import { MS } from '../../../world/sim/time';
import { Directed } from '../directed';
import { at, demand } from '../expect';
import { Follower } from '../follower';
import { scenario } from '../scenario';

const COMMAND_EVERY_MS = 20;
/** Longer than it takes until the next command comes. */
const ANSWER_AFTER_MS = 50;
const COMMANDS = 100;

export const steadyStream = scenario({
  id: '2B/steady-stream',
  title: 'Commands are committed while new ones keep coming',
  story:
    'A leader is given a hundred commands, one each 20 ms, and hears of each 50 ms later: its last entry is never on a majority, but those before it are.',
  rules: ['L.5', 'V.2'],
  points: 1,
  servers: 3,
  alone: true,
  seeds: 3,
  play(cluster) {
    const test = new Directed(cluster);
    const followers = test.puppets.map(() => new Follower([], test.term));
    test.elect(followers);
    const { term, subject } = test;
    for (const puppet of test.puppets) puppet.part = () => undefined;
    for (let i = 0; i < COMMANDS && test.applied.length === 0; i++) {
      subject.start(cluster.freshCommand());
      test.run(COMMAND_EVERY_MS);
      const due = cluster.nowMs - ANSWER_AFTER_MS;
      test.puppets.forEach((puppet, i) => {
        for (const request of puppet.requests)
          if (!request.done && request.at / MS <= due) followers[i]?.answer(request);
      });
    }
    demand(
      test.applied.length > 0 || test.term !== term,
      'L.5',
      `${subject.name} was given ${COMMANDS} commands, one each ${COMMAND_EVERY_MS} ms, and both others acknowledged each of them ${ANSWER_AFTER_MS} ms after it came; ${at(cluster)} it has applied nothing. An index is committed as soon as a majority holds it, whatever stands behind.`,
    );
    return undefined;
  },
});
