import type { Cluster } from '../../../world/cluster/cluster';
import { Directed, isAppend } from '../directed';
import { FAR } from '../2A/moments';
import { entries, Follower } from '../follower';
import { rows, scenario } from '../scenario';
import {
  bring,
  demandNoStepBack,
  demandReaches,
  endOf,
  type Held,
  hold,
  keepSending,
  startAll,
} from './steps';

const LOG = entries([1, 1, 1, 1, 1, 1, 1, 1, 1, 1]);
const REPAIR_MS = 5_000;
/** Some heartbeats. */
const HELD_MS = 650;
/** How long after the refusal the newer leader sends. */
const LATER_MS = [0, 0, 0, 0, 10, 10];
/** By then a request has left that waited for a timer. */
const SENT_MS = 50;
const REFUSED_MS = 1_500;

export const lateRefusal = scenario({
  id: '2B/late-refusal',
  title: 'A late refusal changes nothing',
  story:
    'A follower refuses the first AppendEntries, is repaired, and acknowledges ten entries. Then the refusal arrives, in the same term or when the server leads again in a later one. Nothing is sent again. In another round many refusals arrive at once, and the follower is still repaired. In the last one a newer leader follows the refusal, and the server must send nothing more.',
  rules: ['L.3', 'L.4', 'ALL.2'],
  points: 1,
  servers: 3,
  alone: true,
  seeds: 3,
  play: rows(
    [
      { name: 'in the same term', play: (cluster: Cluster) => overtaken(cluster, false) },
      { name: 'of an earlier term', play: (cluster: Cluster) => overtaken(cluster, true) },
      { name: 'many at once', play: manyAtOnce },
      { name: 'a newer term right after it', play: newerTermAfter },
    ],
    (cluster, { play }) => {
      play(cluster);
    },
  ),
});

function overtaken(cluster: Cluster, again: boolean): void {
  const test = new Directed(cluster);
  const [astray, leader] = [test.puppet(0), test.puppet(1)];
  bring(test, { from: leader, term: 1, log: LOG });
  const [behind, same] = [new Follower([], 1), new Follower(LOG)];
  test.elect([behind, same]);
  let held: Held | undefined;
  astray.part = (request) => {
    const refuses = isAppend(request) && behind.termAt(request.args.prevLogIndex) === undefined;
    if (refuses && !held) held = hold(behind, request);
    else behind.answer(request);
  };
  cluster.until(() => behind.log.length === LOG.length, REPAIR_MS);
  // A leader with one request at a time in flight waits for this reply, so nothing can overtake it.
  const isOvertaken = behind.log.length === LOG.length;
  if (!isOvertaken) held?.release();
  demandReaches(test, astray, behind, LOG.length);
  if (again) {
    const term = test.term + 1;
    keepSending(test, leader, { term, prev: endOf(LOG) }, 100, () => !test.leads);
    test.elect([behind, same]);
  }
  // Two at once: a leader that goes back by one entry then sends a request that it has not sent before.
  startAll(test, ['after the repair', 'and another'], LOG.length + 1);
  demandReaches(test, astray, behind, LOG.length + 2);
  test.run(100);
  if (!isOvertaken || !held) return;
  const late = held;
  demandNoStepBack(test, astray, LOG.length + 2, 'L.4', 'its refusal of an older request', () => {
    late.release();
  });
}

/** The requests of several heartbeats are all refused, and the refusals reach the leader at once. */
function manyAtOnce(cluster: Cluster): void {
  const test = new Directed(cluster);
  const astray = test.puppet(0);
  bring(test, { from: test.puppet(1), term: 1, log: LOG });
  const behind = new Follower([], 1);
  test.elect([behind, new Follower(LOG)]);
  const late: Held[] = [];
  astray.part = (request) => {
    if (isAppend(request)) late.push(hold(behind, request));
    else behind.vote(request);
  };
  test.run(HELD_MS);
  astray.part = behind.part;
  for (const held of late) held.release();
  demandReaches(test, astray, behind, LOG.length, REPAIR_MS);
}

/** What answers the refusal may have waited for a timer. Rule ALL.2 notices a request of a term that it does not lead. */
function newerTermAfter(cluster: Cluster): void {
  const test = new Directed(cluster);
  const [astray, leader] = [test.puppet(0), test.puppet(1)];
  bring(test, { from: leader, term: 1, log: LOG });
  for (const laterMs of LATER_MS) {
    const led = test.elect([new Follower([], test.term), new Follower(LOG, test.term)]);
    const behind = new Follower([], led);
    astray.part = () => undefined;
    const asked = () =>
      astray.requests.filter(isAppend).find(({ done, args }) => !done && args.term === led);
    cluster.until(() => asked() !== undefined, REFUSED_MS);
    const refused = asked();
    if (!refused) continue;
    const back = () =>
      cluster.system.trace
        .recent()
        .some((event) => event.kind === 'return' && event.call === refused.call);
    hold(behind, refused).release();
    cluster.until(back, REFUSED_MS);
    test.run(laterMs);
    const term = led + FAR;
    const newest = { term, prev: endOf(LOG) };
    const sent = test.send(leader, newest);
    test.run(SENT_MS);
    test.answered(sent, `AppendEntries of term ${term}`);
  }
}
