/** Steps that directed tests of replication share. Each names the rule that is broken if it fails. */
import type { AppendRequest, Part, Puppet } from '../../../world/cluster/puppet';
import type { LogEntry } from '../../../contract';
import { quoted } from '../../rules/wire';
import { ANSWER_MS, type Append, type Directed, isAppend, isVote } from '../directed';
import { at, atEvent, demand, startOn } from '../expect';
import { entryCount } from '../follower';
import type { Follower } from '../follower';
import { asTaken, highestCommit, neverSent, whyNotApplied } from './why-not-applied';

/** Shorter than the shortest election timeout. */
const REPEAT_MS = 40;
/** A loop of its own may feed the service, a little later. */
const APPLY_MS = 1_000;
/** By then a message has arrived. */
const ARRIVED_MS = 10;
/** By then a server has applied what a request shows to be committed: it first has time to handle the request. */
export const APPLIED_MS = ARRIVED_MS + ANSWER_MS + APPLY_MS;
/** Some heartbeats. */
const STEP_BACK_MS = 400;

/** A puppet as the leader of a term, and its whole log. */
interface Reign {
  readonly from: Puppet;
  readonly term: number;
  readonly log: readonly LogEntry[];
}

/** Index and term of the last entry. */
export function endOf(log: readonly LogEntry[]): readonly [index: number, term: number] {
  return [log.length, log.at(-1)?.term ?? 0];
}

/** Index of the last entry that matches if the request succeeds. */
export function lastIndex({ args }: AppendRequest): number {
  return args.prevLogIndex + args.entries.length;
}

/** A puppet sends the subject its whole log in one AppendEntries. Nothing is committed by default. */
export function bring(test: Directed, { from, term, log }: Reign, commit = 0): void {
  if (log.length === 0) return;
  const { success } = test.append(from, { term, entries: log, commit });
  demand(
    success,
    'AE.2',
    `${test.subject.name} refused an AppendEntries of term ${term} from ${from.name} with prevLogIndex 0 ${at(test.cluster)}: all logs match there. Only a request with args.term < currentTerm is stale, not one of an equal term (AE.1).`,
  );
}

/** Sends a request and waits until it has arrived, answered or not. */
export function there<S>(test: Directed, from: Puppet, send: () => S): S {
  const arrival = () =>
    test.latest((event) => event.kind === 'deliver' && event.from === from.id).at(0);
  const before = arrival();
  const sent = send();
  test.cluster.until(() => arrival() !== before, ARRIVED_MS);
  return sent;
}

/** The puppet repeats an AppendEntries, as leaders do, until the condition holds or the time is over. */
export function keepSending(
  test: Directed,
  from: Puppet,
  what: Append,
  withinMs: number,
  holds: () => boolean = () => false,
  everyMs = REPEAT_MS,
): boolean {
  for (let left = withinMs; left > 0; left -= everyMs) {
    test.send(from, what);
    if (test.cluster.until(holds, Math.min(everyMs, left))) return true;
  }
  return false;
}

/**
 * The subject's log must equal its leader's: it accepts a heartbeat at the end, applies all entries,
 * and shows the end when it starts an election.
 */
export function demandLog(test: Directed, reign: Reign, rule: string, story: string): void {
  const { from, term, log } = reign;
  const { subject, cluster } = test;
  const end = endOf(log);
  const [index, lastTerm] = end;
  const heartbeat = { term, prev: end, commit: index };
  demand(
    test.append(from, heartbeat).success,
    rule,
    `${story}; then it refused an AppendEntries with prevLogIndex ${index} and prevLogTerm ${lastTerm} ${at(cluster)}, though its log must end there.`,
  );
  keepSending(test, from, heartbeat, APPLIED_MS, () => test.applied.length >= index);
  log.forEach(({ command }, i) => {
    const applied = test.applied[i];
    const isElsewhere = log.some((entry) => entry.command === applied);
    const isRepeated = applied === undefined && i > 0 && log[i - 1]?.command === command;
    demand(
      applied === command,
      applied === undefined ? 'AE.5' : isElsewhere && isOneForAll(test, log) ? 'ALL.1' : rule,
      `${story}. The entries up to index ${index} are committed, but ${at(cluster)} ${subject.name} has ${applied === undefined ? `not applied ${quoted(command)} at index ${i + 1}` : `applied ${quoted(applied)} at index ${i + 1} instead of ${quoted(command)}`}.${isRepeated ? ` Index ${i} has the same command: each entry is applied, because a client may give the same command twice.` : ''}`,
    );
  });
  demandEnd(test, term, end, rule, story);
}

/** One command was applied in the place of others, so the log is right and applying is wrong. */
function isOneForAll(test: Directed, log: readonly LogEntry[]): boolean {
  return test.applied.length === log.length && new Set(test.applied).size === 1;
}

/** The subject's RequestVote in a later term must show this end of its log. */
export function demandEnd(
  test: Directed,
  above: number,
  [index, lastTerm]: readonly [index: number, term: number],
  rule: string,
  story: string,
): void {
  const { args, requests } = test.candidacy(above);
  const sent = requests[0] && test.departure(requests[0]);
  demand(
    args.lastLogIndex === index && args.lastLogTerm === lastTerm,
    rule,
    `${story}. So its last entry has index ${index} and term ${lastTerm}, but its RequestVote of term ${args.term} has lastLogIndex ${args.lastLogIndex} and lastLogTerm ${args.lastLogTerm} (${atEvent(sent, test.cluster)}).`,
    sent && [sent],
  );
}

/** The subject leads and must accept these commands, all at this instant, the first at index `first`. */
export function startAll(test: Directed, commands: readonly string[], first: number): LogEntry[] {
  const term = test.term;
  return commands.map((command, i) => {
    startOn(test.subject, command, test.cluster, first + i);
    return { term, command };
  });
}

/** Waits until the follower's log has this length. */
export function demandReaches(
  test: Directed,
  puppet: Puppet,
  follower: Follower,
  index: number,
  withinMs = 10_000,
): void {
  const before = puppet.requests.length;
  test.cluster.until(() => follower.log.length >= index, withinMs);
  const came = puppet.requests.slice(before).filter(isAppend);
  const isEmpty = came.length > 0 && came.every(({ args }) => args.entries.length === 0);
  const last = came.at(-1);
  const refused =
    last?.reply?.success === false
      ? ` The last one has prevLogIndex ${last.args.prevLogIndex}, and ${puppet.name} refused it: after each refusal nextIndex must go back until the logs match (L.4).`
      : '';
  demand(
    follower.log.length >= index,
    'V.2',
    `${test.subject.name} leads and has ${index} entries, but ${at(test.cluster)} ${puppet.name} has received ${follower.log.length === 0 ? 'none' : `only ${follower.log.length}`} of them, though it has answered every request for ${withinMs / 1_000} s.${isEmpty ? ` All ${came.length} AppendEntries that it received in that time were empty: entries that are not acknowledged must be sent again, in the next heartbeat or in a request of their own, each from this server's own nextIndex (L.3, L.4).` : ''}${refused}`,
  );
}

/**
 * Waits until the subject has applied exactly these entries, from index 1 on. A leader that heard from
 * no majority may have stepped down and been elected again; then it commits them together with an entry
 * of its new term.
 */
export function demandApplied(
  test: Directed,
  log: readonly LogEntry[],
  why: string,
  rule = 'V.2',
  withinMs = 10_000,
): void {
  const done = () => test.applied.length >= log.length;
  const isAnew = () => test.leads && test.term > (log.at(-1)?.term ?? 0);
  test.cluster.until(() => done() || isAnew(), withinMs);
  if (!done() && isAnew()) {
    test.subject.start('of the term after');
    test.cluster.until(done, withinMs);
  }
  log.forEach(({ command }, i) => {
    const applied = test.applied[i];
    const unsent = applied === undefined ? neverSent(test, i + 1, command) : undefined;
    demand(unsent === undefined, 'L.3', unsent ?? '');
    demand(
      applied === command,
      rule,
      `${why}, but ${at(test.cluster)} ${test.subject.name} has ${applied === undefined ? `not applied ${quoted(command)} at index ${i + 1}.${whyNotApplied(test, i + 1, log)}` : `applied ${quoted(applied)} at index ${i + 1} instead of ${quoted(command)}.${asTaken(test, applied, i + 1)}`}`,
    );
  });
}

/** For a while nothing beyond that index may be applied or announced as committed. */
export function demandNoCommitBeyond(
  test: Directed,
  index: number,
  rule: string,
  why: string,
  ms = 250,
): void {
  test.run(ms);
  const { applied, subject, cluster } = test;
  demand(
    applied.length <= index,
    rule,
    `${subject.name} has applied index ${applied.length} ${at(cluster)}: ${why}.`,
  );
  const told = highestCommit(test);
  demand(
    told <= index,
    rule,
    `${subject.name} has sent leaderCommit ${told} (seen ${at(cluster)}): ${why}.`,
  );
}

/**
 * Lets a late reply arrive, and checks that the leader does not step back for it: the puppet has
 * acknowledged all up to `index`, so the leader must not send it earlier entries unless it has sent
 * them before.
 */
export function demandNoStepBack(
  test: Directed,
  puppet: Puppet,
  index: number,
  rule: string,
  what: string,
  release: () => void,
): void {
  const before = puppet.requests.filter(isAppend);
  // A repetition of an earlier request is allowed.
  const isNew = ({ args }: AppendRequest) =>
    !before.some(
      (old) =>
        old.args.prevLogIndex === args.prevLogIndex &&
        old.args.entries.length === args.entries.length,
    );
  release();
  test.run(STEP_BACK_MS);
  const back = puppet.requests
    .filter(isAppend)
    .slice(before.length)
    // Only requests with entries count: heartbeats may follow any entry that is known to match.
    .find(
      (request) =>
        request.args.entries.length > 0 && request.args.prevLogIndex < index && isNew(request),
    );
  const sent = back && test.departure(back);
  demand(
    back === undefined,
    rule,
    `${puppet.name} had acknowledged all entries up to index ${index} when ${what} arrived, but ${atEvent(sent, test.cluster)} ${test.subject.name} went back and sent it an AppendEntries with prevLogIndex ${back?.args.prevLogIndex ?? 0} and ${entryCount(back?.args.entries.length ?? 0)}.`,
    sent && [sent],
  );
}

/** A part that votes, but loses every AppendEntries. */
export function deaf(follower: Follower): Part {
  return (request) => {
    if (isVote(request)) follower.vote(request);
    else request.drop();
  };
}

/**
 * A part that votes, but never replies to AppendEntries. The sender does not learn that no reply will
 * come.
 */
export function mute(follower: Follower): Part {
  return (request) => {
    if (isVote(request)) follower.vote(request);
  };
}

/** A reply that is held back. */
export interface Held {
  readonly request: AppendRequest;
  release(): void;
}

/** Handles the request at once, but holds the reply back. */
export function hold(follower: Follower, request: AppendRequest): Held {
  const reply = follower.takeIn(request.args);
  return {
    request,
    release: () => {
      request.answer(reply);
    },
  };
}
