import type { LogEntry } from '../../../contract';
import { Directed, isAppend } from '../directed';
import { at, demand } from '../expect';
import { Follower } from '../follower';
import { scenario } from '../scenario';
import { deaf, demandApplied, demandReaches, startAll } from './steps';

const BURSTS = 10;
const BURST = 10;
const ENTRIES = BURSTS * BURST;
const MESSAGES_MAX = 40;

export const laggingFollower = scenario({
  id: '2B/lagging-follower',
  title: 'A follower that lacks a hundred entries gets many at a time',
  story:
    'One follower hears nothing while a hundred commands are committed through the other; when it is back, few messages bring it all.',
  rules: ['L.3', 'L.4', 'B.1'],
  points: 1,
  servers: 3,
  alone: true,
  seeds: 3,
  play(cluster) {
    const test = new Directed(cluster);
    const followers = test.puppets.map(() => new Follower());
    const [, behind] = followers as [Follower, Follower];
    test.elect(followers);
    const puppet = test.puppet(1);
    puppet.part = deaf(behind);
    const log: LogEntry[] = [];
    for (let burst = 0; burst < BURSTS; burst++) {
      const first = log.length + 1;
      const commands = Array.from({ length: BURST }, (_, i) => `command ${first + i}`);
      log.push(...startAll(test, commands, first));
      test.run(20);
    }
    demandApplied(
      test,
      log,
      `the leader and one follower of three servers hold ${ENTRIES} entries`,
    );
    let messages = 0;
    puppet.part = (request) => {
      const before = behind.log.length;
      behind.answer(request);
      if (isAppend(request) && behind.log.length > before) messages++;
    };
    demandReaches(test, puppet, behind, ENTRIES, 15_000);
    demand(
      messages <= MESSAGES_MAX,
      'B.1',
      `${test.subject.name} brought ${puppet.name}, which lacked ${ENTRIES} entries, what it lacked in ${messages} AppendEntries (done ${at(cluster)}); ${MESSAGES_MAX} are plenty: one request can carry all entries from nextIndex on.`,
    );
    return undefined;
  },
});
