/** Refusals that arrive late, replies that overtake each other, and calls that get no reply at all. */
import type { AppendRequest, Part } from '../../../world/cluster/puppet';
import type { TraceEvent } from '../../../world/sim/trace';
import type { AppendEntriesArgs, AppendEntriesReply } from '../../../contract';
import { isAppend } from '../directed';
import { at, atEvent, demand, startOn } from '../expect';
import { rows, scenario } from '../scenario';
import { aside, type Astray, BackupSetting, HEARD_MS } from './backup-setting';

const LOGS: Astray = { leader: [1, 1, 1, 2, 2, 2], follower: [1] };
const LAST = LOGS.leader.length;
/** By then replies in flight have arrived, and a heartbeat or two. */
const SETTLE_MS = 200;
/** Long enough for several heartbeats. */
const WATCH_MS = 500;
const LOST_MS = 1_200;
const REPAIR_MS = 5_000;

interface Case {
  readonly name: string;
  readonly play: (setting: BackupSetting) => void;
}

const CASES: readonly Case[] = [
  {
    name: 'a refusal that a success has overtaken',
    play: (setting) => {
      overtaken(setting, 0);
    },
  },
  {
    name: 'a refusal that many successes have overtaken',
    play: (setting) => {
      overtaken(setting, 3);
    },
  },
  { name: 'a success that a later one has overtaken', play: lateSuccess },
  {
    name: 'a refusal of an older term',
    play: (setting) => {
      ofOlderTerm(setting, (refusal) => refusal);
    },
  },
  {
    name: 'a request of an older term, refused in the present one',
    play: (setting) => {
      ofOlderTerm(setting, () => ({ term: setting.test.term, success: false }));
    },
  },
  {
    name: 'requests that get lost',
    play: (setting) => {
      lost(setting, setting.first().args, 0);
    },
  },
  { name: 'requests that get lost after a refusal', play: lostAfterRefusal },
  { name: 'requests that get lost after a success', play: lostAfterSuccess },
];

export const staleRefusal = scenario({
  id: '2C/stale-refusal',
  title: 'Late and lost replies never lower nextIndex',
  story:
    'A refusal arrives after a success, after a change of term, or not at all. Entries that are known to match are not sent again, and a missing reply is not a refusal.',
  rules: ['FB.5', 'L.3', 'L.4'],
  points: 2,
  servers: 3,
  alone: true,
  seeds: 3,
  play: rows(CASES, (cluster, { play }) => {
    play(new BackupSetting(cluster, LOGS));
  }),
});

/** The first request is answered only after later ones have repaired the log. */
function overtaken(setting: BackupSetting, commands: number): void {
  const { cluster, leader, log, astray } = setting;
  const late = setting.first();
  const refusal = setting.refusalOf(late);
  // A leader with one call in flight to each server gets no late replies.
  if (!another(setting, late)) return;
  astray.part = log.part;
  for (const request of setting.waiting) if (request !== late) log.answer(request);
  for (let i = 0; i < commands; i++) startOn(leader, cluster.freshCommand(), cluster);
  const matched = LAST + commands;
  repaired(setting, matched);
  const before = setting.sent.length;
  const came = setting.deliver(late, refusal);
  startOn(leader, cluster.freshCommand(), cluster);
  cluster.run(WATCH_MS);
  nothingBelow(
    setting,
    came,
    before,
    matched,
    'FB.5',
    `${astray.name} had acknowledged ${matched} entries when the refusal of an earlier request reached ${leader.name}`,
  );
}

/** The reply to a request with one new entry arrives after the reply to one with two. */
function lateSuccess(setting: BackupSetting): void {
  const { cluster, leader, log, astray } = setting;
  astray.part = log.part;
  for (const request of setting.waiting) log.answer(request);
  repaired(setting, LAST);
  let late: AppendRequest | undefined;
  const rest: Part = (request) => {
    if (!late && isAppend(request) && request.args.entries.length > 0) late = request;
    else log.answer(request);
  };
  astray.part = rest;
  startOn(leader, cluster.freshCommand(), cluster);
  cluster.until(() => late !== undefined, HEARD_MS);
  if (!late) return;
  const success = log.takeIn(late.args);
  startOn(leader, cluster.freshCommand(), cluster);
  const matched = LAST + 2;
  if (!cluster.until(() => log.log.length === matched, HEARD_MS)) return;
  cluster.run(SETTLE_MS);
  const before = setting.sent.length;
  const came = setting.deliver(late, success);
  startOn(leader, cluster.freshCommand(), cluster);
  cluster.run(WATCH_MS);
  nothingBelow(
    setting,
    came,
    before,
    matched,
    'L.3',
    `${astray.name} had acknowledged ${matched} entries when the success of an earlier request, which ended at ${LAST + 1}, reached ${leader.name}`,
  );
}

/** Between the request and its reply the leader steps down and wins another term. */
function ofOlderTerm(
  setting: BackupSetting,
  replyOf: (refusal: AppendEntriesReply) => AppendEntriesReply,
): void {
  const { cluster, leader, faithful, faithfulLog, astray, log, test, term } = setting;
  const late = setting.first();
  const refusal = setting.refusalOf(late);
  faithful.part = () => undefined;
  test.append(faithful, { term: term + 1, prev: [LAST, LOGS.leader.at(-1) ?? 0] });
  faithfulLog.term = log.term = term + 1;
  // Both have voted for the faithful follower in that term.
  faithfulLog.votedFor = log.votedFor = faithful.id;
  const older = setting.sent.length;
  const now = test.elect([faithfulLog, log]);
  astray.part = (request) => {
    if (request.method === 'requestVote') log.vote(request);
  };
  const first = () => setting.sentSince(older).some((args) => args.term === now);
  cluster.until(first, HEARD_MS);
  const before = setting.sent.length;
  const reply = replyOf(refusal);
  const came = setting.deliver(late, reply);
  cluster.run(WATCH_MS);
  nothingBelow(
    setting,
    came,
    before,
    LAST,
    'FB.5',
    `${leader.name} leads term ${now}, in which ${astray.name} has answered nothing yet, when it received a refusal of term ${reply.term} to a request that it had sent in term ${term}`,
  );
}

function lostAfterRefusal(setting: BackupSetting): void {
  const { cluster, astray, leader } = setting;
  const first = setting.first();
  const before = setting.sent.length;
  const back = () =>
    setting.sentSince(before).find(({ prevLogIndex }) => prevLogIndex < first.args.prevLogIndex);
  setting.deliver(first, setting.refusalOf(first));
  cluster.until(() => back() !== undefined, HEARD_MS);
  const args = back();
  demand(
    args !== undefined,
    'L.4',
    `${astray.name} refused AppendEntries with prevLogIndex ${first.args.prevLogIndex}, but ${HEARD_MS / 1_000} s later ${leader.name} has not gone back (${at(cluster)}).`,
  );
  lost(setting, args, 0);
}

function lostAfterSuccess(setting: BackupSetting): void {
  const { cluster, leader, log, astray } = setting;
  const before = setting.sent.length;
  astray.part = log.part;
  for (const request of setting.waiting) log.answer(request);
  repaired(setting, LAST);
  astray.part = () => undefined;
  startOn(leader, cluster.freshCommand(), cluster);
  const next = () =>
    setting
      .sentSince(before)
      .find(({ entries, prevLogIndex }) => entries.length > 0 && prevLogIndex === LAST);
  cluster.until(() => next() !== undefined, HEARD_MS);
  const args = next();
  if (args) lost(setting, args, LAST);
}

/**
 * Requests with this prevLogIndex are lost for a while. The next ones must not start earlier, unless the
 * leader starts again after the last entry that is known to match, as etcd's does when its network
 * reports a loss. In the end the log is repaired.
 */
function lost(setting: BackupSetting, { prevLogIndex }: AppendEntriesArgs, matched: number): void {
  const { cluster, leader, astray, log } = setting;
  const lose: Part = (request) => {
    if (request.method === 'requestVote') log.vote(request);
    else request.drop();
  };
  for (const request of setting.waiting) request.drop();
  astray.part = lose;
  const before = setting.sent.length;
  cluster.run(LOST_MS);
  const further = setting
    .sentSince(before)
    .find((args) => args.prevLogIndex < prevLogIndex && args.prevLogIndex !== matched);
  demand(
    further === undefined,
    'L.4',
    `${leader.name} sent ${astray.name} AppendEntries with prevLogIndex ${prevLogIndex} and got no reply, because the requests were lost, but it went back to prevLogIndex ${further?.prevLogIndex ?? 0} (by ${at(cluster).slice(3)}). A lost request is not a refusal.`,
  );
  astray.part = log.part;
  repaired(setting, setting.faithfulLog.log.length);
}

/** Whether the follower astray gets another AppendEntries for which {@link aside} is false. */
function another(setting: BackupSetting, late: AppendRequest): boolean {
  const comes = () => setting.waiting.some((request) => request !== late && !aside(request.args));
  return setting.cluster.until(comes, HEARD_MS);
}

function repaired(setting: BackupSetting, length: number): void {
  const { cluster, leader, log, astray } = setting;
  const before = setting.sent.length;
  cluster.until(() => log.log.length === length, REPAIR_MS);
  const isEmpty = setting.sentSince(before).every(({ entries }) => entries.length === 0);
  const open = setting.waiting.length;
  const but = open === 0 ? '' : ` except ${open === 1 ? 'an earlier one' : `${open} earlier ones`}`;
  demand(
    log.log.length === length,
    isEmpty ? 'L.3' : 'L.4',
    `${astray.name} answers every request${but}, but after ${REPAIR_MS / 1_000} s it holds only ${log.log.length} of the ${length} entries of its leader ${leader.name} (${at(cluster)}).${open === 0 ? '' : ' A leader does not wait for a reply for so long: it sends again.'}${isEmpty ? ' In that time it was sent no entries: those that are not acknowledged must be sent again, from nextIndex on.' : ''}`,
  );
  cluster.run(SETTLE_MS);
}

/** New requests with entries must not start below `lowest`; earlier ones may be repeated. */
function nothingBelow(
  { cluster, leader, sent }: BackupSetting,
  came: readonly TraceEvent[],
  before: number,
  lowest: number,
  rule: string,
  told: string,
): void {
  const earlier = new Set(sent.slice(0, before).map(extent));
  const below = sent
    .slice(before)
    .find(
      (args) => args.entries.length > 0 && args.prevLogIndex < lowest && !earlier.has(extent(args)),
    );
  const left = cluster.system.trace
    .recent()
    .find((event) => event.kind === 'send' && event.args === below);
  demand(
    below === undefined,
    rule,
    `${told}. Afterwards ${leader.name} sent AppendEntries with prevLogIndex ${below?.prevLogIndex ?? 0} (${atEvent(left, cluster)}), so its nextIndex went back below ${lowest + 1}.`,
    [...came, ...(left ? [left] : [])],
  );
}

function extent({ term, prevLogIndex, entries }: AppendEntriesArgs): string {
  return `${term}: ${prevLogIndex} + ${entries.length}`;
}
