import type { Puppet } from '../../../world/cluster/puppet';
import { MS } from '../../../world/sim/time';
import { Directed, isAppend } from '../directed';
import { at, demand } from '../expect';
import { rows, scenario } from '../scenario';
import { FAR, lose } from './moments';

const WATCHED_MS = 3_000;
/** Heartbeats have to come more often than any election timer rings, with room to spare. */
const GAP_MS_MAX = 500;
/** Ten a second are usual. */
const PER_SECOND_MAX = 40;
const OFFICES = 6;
/** Several heartbeats are sent in that time. */
const HELD_MS = 500;

interface Row {
  readonly name: string;
  /** Makes the subject leader. */
  readonly begin: (test: Directed) => void;
  /** Those whose heartbeats are looked at. */
  readonly watched: (test: Directed) => readonly Puppet[];
  readonly isCounted: boolean;
}

export const heartbeats = scenario({
  id: '2A/heartbeats',
  title: 'Heartbeats keep coming, and not too many',
  story:
    'A leader is watched for three seconds: while all answer, while replies get lost, while one server never answers, when replies to its requests of an older term come late, and in its seventh term of office.',
  rules: ['L.1', 'B.1'],
  points: 3,
  servers: 7,
  alone: true,
  seeds: 3,
  play: rows<Row>(
    [
      { name: 'all answer', begin: elect, watched: everybody, isCounted: true },
      { name: 'its seventh term of office', begin: seventh, watched: everybody, isCounted: true },
      { name: 'a server never answers', begin: oneSilent, watched: butLast, isCounted: false },
      { name: 'replies get lost', begin: oneLoses, watched: everybody, isCounted: false },
      { name: 'replies of an older term', begin: oneLate, watched: everybody, isCounted: false },
    ],
    (cluster, { begin, watched, isCounted }) => {
      const test = new Directed(cluster);
      begin(test);
      const { term } = test;
      const since = cluster.nowMs;
      test.run(WATCHED_MS);
      demand(
        test.leads && test.term === term,
        'L.1',
        `${test.subject.name} led term ${term} and ${at(cluster)} does not any more, though a majority answered each of its heartbeats.`,
      );
      for (const puppet of watched(test)) keepComing(test, puppet, since);
      if (isCounted) for (const puppet of test.puppets) notTooMany(test, puppet, since);
    },
  ),
});

function keepComing(test: Directed, puppet: Puppet, since: number): void {
  let lastMs = since;
  for (const nextMs of [...heartbeatsAt(puppet, since), test.cluster.nowMs]) {
    demand(
      nextMs - lastMs <= GAP_MS_MAX,
      'L.1',
      `${test.subject.name} leads term ${test.term}, and from ${inSeconds(lastMs)} to ${inSeconds(nextMs)} s no AppendEntries of it reached ${puppet.name}, though nothing was in the way: heartbeats go to every server again and again, more often than its election timer rings.`,
    );
    lastMs = nextMs;
  }
}

function notTooMany(test: Directed, puppet: Puppet, since: number): void {
  const count = heartbeatsAt(puppet, since).length;
  const most = (PER_SECOND_MAX * WATCHED_MS) / 1_000;
  demand(
    count <= most,
    'B.1',
    `In ${WATCHED_MS / 1_000} s in which nothing was to be done ${test.subject.name} sent ${count} AppendEntries to ${puppet.name} (${at(test.cluster)}); ${most} are allowed, and about ten a second are enough. Is an old heartbeat timer still running?`,
  );
}

/** When they came, ms. */
function heartbeatsAt(puppet: Puppet, since: number): number[] {
  return puppet.requests
    .filter(isAppend)
    .map((request) => request.at / MS)
    .filter((atMs) => atMs >= since);
}

function inSeconds(ms: number): string {
  return (ms / 1_000).toFixed(3);
}

function everybody(test: Directed): readonly Puppet[] {
  return test.puppets;
}

function butLast(test: Directed): readonly Puppet[] {
  return test.puppets.slice(0, -1);
}

function elect(test: Directed): void {
  test.elect();
}

function seventh(test: Directed): void {
  for (let office = 0; office < OFFICES; office++) {
    test.elect();
    lose(test);
    test.append(test.puppet(0), { term: test.term + FAR });
  }
  test.elect();
}

/** The others are a majority without the last. */
function oneSilent(test: Directed): void {
  test.elect();
  last(test).part = () => undefined;
}

function oneLoses(test: Directed): void {
  test.elect();
  last(test).part = (request) => {
    request.drop();
  };
}

/** It leads again when a server answers what it sent in an earlier term of office. */
function oneLate(test: Directed): void {
  test.elect();
  const { term } = test;
  const slow = last(test);
  slow.part = () => undefined;
  test.run(HELD_MS);
  const held = slow.requests.filter(isAppend).filter((request) => !request.done);
  test.append(test.puppet(0), { term: term + FAR });
  test.elect();
  // Some from that term, and some from one that has come and gone since.
  held.forEach((request, i) => {
    request.answer(i % 2 === 0 ? { term, success: true } : { term: term + 1, success: false });
  });
}

function last(test: Directed): Puppet {
  return test.puppet(test.puppets.length - 1);
}
