import type { Part, Puppet } from '../../../world/cluster/puppet';
import { MS } from '../../../world/sim/time';
import { Directed, isAppend } from '../directed';
import { at, demand } from '../expect';
import { Follower } from '../follower';
import { rows, scenario } from '../scenario';
import { demandFewRetries } from './count';
import { deaf, demandApplied, demandReaches, mute, startAll } from './steps';

const COMMIT_MS = 2_000;
const SILENT_MS = 6_000;
/** A thousand heartbeats or more. */
const LONG_MS = 110_000;
const STREAM_MS = 4_000;
const EVERY_MS = 20;
/** As in 2A/heartbeats. */
const GAP_MS_MAX = 500;

interface Row {
  readonly name: string;
  /** The part of the silent server, 0 or 1. */
  readonly silent: number;
  readonly part: (follower: Follower) => Part;
  /** What goes on while it stays silent. */
  readonly then: (test: Directed, puppet: Puppet) => void;
}

export const deadPeer = scenario({
  id: '2B/dead-peer',
  title: 'A server that never replies does not hold up the others',
  story:
    'One of two followers leaves every AppendEntries unanswered for seconds, or all of them are lost for nearly two minutes. Every command is still committed quickly through the other one, and the silent one still gets AppendEntries, because perhaps only its replies are lost.',
  rules: ['L.1', 'L.3', 'V.2'],
  points: 1,
  servers: 3,
  alone: true,
  seeds: 3,
  play: rows<Row>(
    [
      { name: 'one is silent', silent: 0, part: mute, then: idle },
      { name: 'the other is silent', silent: 1, part: mute, then: idle },
      { name: 'nearly two minutes without one', silent: 0, part: deaf, then: away },
      { name: 'commands keep coming', silent: 1, part: mute, then: stream },
    ],
    (cluster, { silent, part, then }) => {
      const test = new Directed(cluster);
      const followers = test.puppets.map(() => new Follower());
      test.elect(followers);
      const puppet = test.puppet(silent);
      puppet.part = part(followers[silent] ?? new Follower());
      const why = `${puppet.name} leaves every AppendEntries unanswered, which must hold up nothing else, and the other follower replies at once`;
      const first = startAll(test, ['a', 'b'], 1);
      demandApplied(test, first, why, 'V.2', COMMIT_MS);
      test.run(300);
      const second = startAll(test, ['c'], 3);
      demandApplied(test, [...first, ...second], why, 'V.2', COMMIT_MS);
      startAll(test, ['d'], 4);
      keepsSending(test, puppet, then);
      const follower = followers[silent] ?? new Follower();
      // Every call is over at some time, and a leader may wait for that before it sends entries again.
      for (const request of puppet.requests) if (!request.done) request.drop();
      puppet.part = follower.part;
      demandReaches(test, puppet, follower, 4);
    },
  ),
});

function idle(test: Directed): void {
  test.run(SILENT_MS);
}

/** Retries must not become more and more. */
function away(test: Directed, puppet: Puppet): void {
  const end = test.cluster.nowMs + LONG_MS;
  while (test.cluster.nowMs < end) {
    test.run(SILENT_MS);
    demandFewRetries(test, puppet);
  }
}

function stream(test: Directed): void {
  for (let ms = 0; ms < STREAM_MS; ms += EVERY_MS) {
    test.subject.start(test.cluster.freshCommand());
    test.run(EVERY_MS);
  }
}

/** AppendEntries must keep reaching the silent server, or it would start an election. */
function keepsSending(test: Directed, puppet: Puppet, then: Row['then']): void {
  let lastMs = test.cluster.nowMs;
  const since = lastMs;
  then(test, puppet);
  const came = puppet.requests.filter(isAppend).map((request) => request.at / MS);
  for (const nextMs of [...came.filter((atMs) => atMs > since), test.cluster.nowMs]) {
    demand(
      nextMs - lastMs <= GAP_MS_MAX,
      'L.1',
      `${test.subject.name} leads term ${test.term}, but no AppendEntries from it reached ${puppet.name} from ${(lastMs / 1_000).toFixed(3)} to ${(nextMs / 1_000).toFixed(3)} s (checked ${at(test.cluster)}). ${puppet.name} has not answered the last ones, but a leader must keep sending heartbeats to a server that does not reply.`,
    );
    lastMs = nextMs;
  }
}
