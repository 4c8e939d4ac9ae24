import type { Puppet } from '../../../world/cluster/puppet';
import { MS } from '../../../world/sim/time';
import { Directed, isAppend, isVote } from '../directed';
import { at, demand } from '../expect';
import { Follower } from '../follower';
import { rows, scenario } from '../scenario';
import { type Stop, stoppedLeading } from '../stopped-leading';
import { FAR, lose, tried } from './moments';

const WATCHED_MS = 3_000;
/** Long enough for unanswered calls to pile up. */
const SILENT_MS = 6_000;
/** Heartbeats must arrive well before any election timer runs out. */
const GAP_MS_MAX = 500;
/** Ten a second are common. */
const PER_SECOND_MAX = 40;
const LEADERSHIPS = 6;
const ELECTED_MS = 5_000;
const SETTLED_MS = 100;
/**
 * Three late votes take 36 ms, less than two of the shortest heartbeat intervals (25 ms), and a leader that
 * sends several heartbeats in a burst does not take that long.
 */
const LATE_VOTE_EVERY_MS = 12;
/** Several heartbeats are sent in that time. */
const HELD_MS = 500;

interface Row {
  readonly name: string;
  /** Makes the subject the leader. */
  readonly begin: (test: Directed) => void;
  readonly watchedMs?: number;
  readonly isCounted: boolean;
  /** Whether a reply is missing for which a leader must not wait. */
  readonly waits?: true;
  /** Messages that arrive and are no reason to step down. */
  readonly noReason?: string;
}

export const heartbeats = scenario({
  id: '2A/heartbeats',
  title: 'A leader sends heartbeats regularly, and not too many',
  story:
    'The test watches a leader for several seconds: while all servers reply, while replies are lost, while one server stops replying or never replied, while late votes, refusals and replies of an older term arrive, while rivals and servers of an older term send requests, and when it leads for the seventh time.',
  rules: ['L.1', 'B.1', 'C.2', 'ALL.2'],
  points: 3,
  servers: 7,
  alone: true,
  seeds: 3,
  play: rows<Row>(
    [
      { name: 'all answer', begin: elect, isCounted: true },
      { name: 'its seventh term as leader', begin: seventh, isCounted: true },
      {
        name: 'a server falls silent',
        begin: oneSilent,
        watchedMs: SILENT_MS,
        isCounted: false,
        waits: true,
      },
      {
        name: 'a server has never answered',
        begin: oneNeverHeard,
        watchedMs: SILENT_MS,
        isCounted: false,
        waits: true,
      },
      { name: 'replies get lost', begin: oneLoses, isCounted: false },
      {
        name: 'replies of an older term',
        begin: oneLate,
        isCounted: false,
        noReason:
          'late replies to requests of older terms arrived, and only a newer term makes a leader step down',
      },
      {
        name: 'requests of rivals and of an older term',
        begin: rivals,
        isCounted: false,
        noReason:
          'requests of rival candidates in its own term, and of a candidate and a leader of an older term, arrived; they change nothing for a leader and start none of its timers',
      },
      { name: 'votes that come late', begin: (test) => late(test, true), isCounted: true },
      { name: 'votes that are refused late', begin: (test) => late(test, false), isCounted: true },
    ],
    (cluster, { begin, watchedMs = WATCHED_MS, isCounted, noReason, waits }) => {
      const test = new Directed(cluster);
      begin(test);
      const { term } = test;
      const since = cluster.nowMs;
      test.run(watchedMs);
      const stop = stoppedLeading(cluster.system.trace.recent(), test.subject.id, term);
      const stood = stoodWhy(test, term, stop);
      const why = noReason ? `: ${noReason}.${stood}` : `.${stood}`;
      demand(
        test.leads && test.term === term,
        noReason ? (stood === '' ? 'ALL.2' : 'F.2') : 'L.1',
        `${test.subject.name} led term ${term} but ${at(cluster)} no longer does, though a majority answered each of its heartbeats${why}${stop?.text ?? ''}`,
        stop?.witness,
      );
      for (const puppet of test.puppets) keepComing(test, puppet, since, waits);
      if (isCounted) for (const puppet of test.puppets) notTooMany(test, puppet, since);
    },
  ),
});

/** A leader that starts an election itself has an election timer that is still running. */
function stoodWhy(test: Directed, led: number, stop: Stop | undefined): string {
  const stood = test.puppets
    .flatMap(({ requests }) => requests.filter(isVote))
    .find((request) => request.args.term > led);
  if (!stood || !stop || stop.inSameTerm) return '';
  return ` It started an election in term ${stood.args.term} (at ${inSeconds(stood.at / MS)} s), so one of its election timers was still running. Does each new timer replace the old one, which is cleared first, is it cleared when the server becomes leader, and does nothing that arrives then start it again?`;
}

function keepComing(test: Directed, puppet: Puppet, since: number, waits = false): void {
  let lastMs = since;
  for (const nextMs of [...heartbeatsAt(puppet, since), test.cluster.nowMs]) {
    demand(
      nextMs - lastMs <= GAP_MS_MAX,
      'L.1',
      `${test.subject.name} leads term ${test.term}, but no AppendEntries from it reached ${puppet.name} from ${inSeconds(lastMs)} to ${inSeconds(nextMs)} s, though no message was lost: a leader must send heartbeats to every server, well within an election timeout.${waits ? ` ${last(test).name} does not reply: does the next round wait for its reply to the last one, in an await or a Promise.all?` : ''}`,
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
    `In ${WATCHED_MS / 1_000} s without new commands ${test.subject.name} sent ${count} AppendEntries to ${puppet.name} (${at(test.cluster)}); ${most} are allowed, and about ten per second are enough. Is an old heartbeat timer still running?`,
  );
}

/** Arrival times in ms. */
function heartbeatsAt(puppet: Puppet, since: number): number[] {
  return puppet.requests
    .filter(isAppend)
    .map((request) => request.at / MS)
    .filter((atMs) => atMs >= since);
}

function inSeconds(ms: number): string {
  return (ms / 1_000).toFixed(3);
}

function elect(test: Directed): void {
  test.elect();
}

function seventh(test: Directed): void {
  for (let leadership = 0; leadership < LEADERSHIPS; leadership++) {
    test.elect();
    lose(test);
    test.append(test.puppet(0), { term: test.term + FAR });
  }
  test.elect();
}

/** One server stops replying. The others are a majority without it. */
function oneSilent(test: Directed): void {
  test.elect();
  last(test).part = () => undefined;
}

/** One server never replies, and does not even vote. */
function oneNeverHeard(test: Directed): void {
  for (const puppet of test.puppets) if (puppet !== last(test)) puppet.part = new Follower().part;
  const leads = test.cluster.until(() => test.leads, ELECTED_MS);
  demand(
    leads,
    'V.1',
    `${test.subject.name} does not lead ${at(test.cluster)}, though for ${ELECTED_MS / 1_000} s all other servers except ${last(test).name} were ready to vote for it.`,
  );
}

/** Votes or refusals that the leader no longer waits for arrive one after the other, and must change nothing. */
function late(test: Directed, voteGranted: boolean): void {
  const { cluster, puppets, majority } = test;
  const isWon = (): boolean => {
    for (const puppet of puppets) puppet.part = () => undefined;
    const { term, requests } = test.candidacy();
    const [needed, others] = [requests.slice(0, majority - 1), requests.slice(majority - 1)];
    for (const request of needed) request.answer({ term, voteGranted: true });
    if (!cluster.until(() => test.leads, ELECTED_MS) || test.term !== term) return false;
    for (const puppet of puppets) puppet.part = new Follower([], term).part;
    for (const puppet of puppets)
      for (const request of puppet.requests)
        if (isAppend(request) && !request.done) request.answer({ term, success: true });
    test.run(SETTLED_MS);
    const arrivals: number[] = [];
    for (const request of others) {
      arrivals.push(cluster.nowMs);
      request.answer({ term, voteGranted });
      test.run(LATE_VOTE_EVERY_MS);
    }
    if (test.term !== term) return false;
    const again = puppets.find((puppet) => {
      const heard = heartbeatsAt(puppet, arrivals[0] ?? 0);
      return arrivals.every((from) =>
        heard.some((atMs) => atMs >= from && atMs < from + LATE_VOTE_EVERY_MS),
      );
    });
    demand(
      again === undefined,
      'C.2',
      `${test.subject.name} led term ${term} when ${others.length} more ${voteGranted ? 'votes' : 'refusals'} arrived, one every ${LATE_VOTE_EVERY_MS} ms, and after each of them ${again?.name ?? ''} received an AppendEntries from it (${at(cluster)}): a late ${voteGranted ? 'vote' : 'refusal'} must not make it become leader again.`,
    );
    return true;
  };
  tried(isWon);
}

function oneLoses(test: Directed): void {
  test.elect();
  last(test).part = (request) => {
    request.drop();
  };
}

/** The subject leads again when a server answers requests of an earlier term. */
function oneLate(test: Directed): void {
  test.elect();
  const { term } = test;
  const slow = last(test);
  slow.part = () => undefined;
  test.run(HELD_MS);
  const held = slow.requests.filter(isAppend).filter((request) => !request.done);
  test.append(test.puppet(0), { term: term + FAR });
  test.elect();
  // Half of the replies are of that term, and half of a later one that is also over.
  held.forEach((request, i) => {
    request.answer(i % 2 === 0 ? { term, success: true } : { term: term + 1, success: false });
  });
}

/** Three servers have no vote for the subject: two that stood themselves, and the leader of an older term. */
function rivals(test: Directed): void {
  const { cluster, puppets, majority } = test;
  const [leader, candidate, rival] = puppets.slice(majority - 1) as [Puppet, Puppet, Puppet];
  const old = test.term + FAR;
  test.append(leader, { term: old });
  for (const puppet of puppets.slice(0, majority - 1)) puppet.part = new Follower([], old).part;
  for (const puppet of [leader, candidate, rival]) puppet.part = () => undefined;
  const leads = cluster.until(() => test.leads, ELECTED_MS);
  demand(
    leads,
    'V.1',
    `${test.subject.name} does not lead ${at(cluster)}, though for ${ELECTED_MS / 1_000} s a majority was ready to vote for it.`,
  );
  const last = { lastLogIndex: 0, lastLogTerm: 0 };
  rival.requestVote(test.subject.id, { term: test.term, ...last });
  candidate.requestVote(test.subject.id, { term: old, ...last });
  test.send(leader, { term: old });
  test.run(SETTLED_MS);
}

function last(test: Directed): Puppet {
  return test.puppet(test.puppets.length - 1);
}
