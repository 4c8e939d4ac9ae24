import { Directed, isAppend } from '../directed';
import { Follower } from '../follower';
import { scenario } from '../scenario';
import { demandNoStepBack, demandReaches, type Held, hold, lastIndex, startAll } from './steps';

const SENT_MS = 2_000;

export const lateSuccess = scenario({
  id: '2B/late-success',
  title: 'A late success moves nothing back',
  story:
    'The acknowledgement of one entry is delayed until the acknowledgement of three has arrived. When it arrives, nothing is sent again.',
  rules: ['L.3'],
  points: 1,
  servers: 3,
  alone: true,
  seeds: 3,
  play(cluster) {
    const test = new Directed(cluster);
    const followers = test.puppets.map(() => new Follower());
    const [follower] = followers as [Follower, Follower];
    test.elect(followers);
    const puppet = test.puppet(0);
    let held: Held | undefined;
    puppet.part = (request) => {
      if (!held && isAppend(request) && lastIndex(request) === 1) held = hold(follower, request);
      else follower.answer(request);
    };
    startAll(test, ['a'], 1);
    cluster.until(() => held !== undefined, SENT_MS);
    startAll(test, ['b', 'c'], 2);
    // Who has one request on its way at a time waits for that answer; then nothing overtakes it.
    const overtaken = cluster.until(() => follower.log.length === 3, SENT_MS);
    const late = held;
    if (!overtaken || !late) return undefined;
    test.run(100);
    const what = 'its acknowledgement of index 1 alone';
    demandNoStepBack(test, puppet, 3, 'L.3', what, () => {
      late.release();
    });
    demandReaches(test, puppet, follower, 3);
    return undefined;
  },
});
