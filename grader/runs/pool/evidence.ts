/**
 * Finds what to mark in the timeline of a directed test that names no evidence: what reached the server
 * and was not followed by what the test demands, or what the server sent last. It is chosen by the broken
 * rule, because a rule says what a server must react to. It changes neither verdict nor digest.
 */
import type { AppendEntriesReply, RequestVoteReply } from '../../contract';
import { stoppedLeading } from '../../judge/scenarios/stopped-leading';
import { Broken } from '../../world/sim/broken';
import type { EventOf, Trace, TraceEvent } from '../../world/sim/trace';

interface Case {
  /** Oldest first. */
  readonly events: readonly TraceEvent[];
  /** The server under test. */
  readonly server: number;
  readonly message: string;
}

type Search = (of: Case) => readonly TraceEvent[];

const VOTES_MAX = 3;
const STALE_MAX = 2;

const BY_RULE: Readonly<Record<string, Search>> = {
  'ALL.2': (of) => endOfReign(of) ?? newestTerm(of),
  'C.1': elections,
  'C.4': elections,
  'F.2': elections,
  'RV.3': elections,
  'L.1': (of) => endOfReign(of) ?? silence(of),
  'L.2': command,
  'L.4': refusal,
  'FB.3': refusal,
  'FB.4': refusal,
  'FB.5': refusal,
  'C.2': votes,
  'V.1': votes,
  'AE.1': staleRequests,
  'RV.1': staleRequests,
  'K.2': handled,
};
/** One event alone shows nothing about the shape of messages, endless loops and costs. */
const NONE = /^(?:K|B)\./;

export function withEvidence(
  broken: Broken,
  { trace }: { readonly trace: Pick<Trace, 'recent'> },
  server: number,
): Broken {
  const { rule, breach } = broken;
  if (breach.witness.length > 0) return broken;
  const of = { events: trace.recent(), server, message: breach.message };
  const witness = comparedReply(of) ?? (BY_RULE[rule] ?? (NONE.test(rule) ? nothing : latest))(of);
  return witness.length > 0 ? new Broken(rule, { ...breach, witness }) : broken;
}

function nothing(): readonly TraceEvent[] {
  return [];
}

/** A test compares a reply as soon as it arrives: then the last event is the arrival of that reply. */
function comparedReply({ events, server }: Case): readonly TraceEvent[] | undefined {
  const last = events.findLast(({ kind }) => kind !== 'state' && kind !== 'log');
  if (last?.kind !== 'return' || last.to !== server || last.reply === undefined) return undefined;
  const { call, from } = last;
  const reply = events.findLast(
    (event) => event.kind === 'reply' && event.call === call && event.from === from,
  );
  return reply && [reply];
}

type News = EventOf<'deliver' | 'return' | 'start'>;

/** What reached the server: requests, replies or their loss, and commands of clients. */
function news({ events, server }: Case): readonly News[] {
  return events.filter((event): event is News => {
    if (event.kind === 'deliver') return event.to === server;
    if (event.kind === 'return') return event.from === server;
    return event.kind === 'start' && event.server === server;
  });
}

/** Those that come from or go to a server that the failure names, if there are any. */
function named<E extends News | EventOf<'send'>>(all: readonly E[], message: string): readonly E[] {
  const names = new Set([...message.matchAll(/\bS(\d+)\b/g)].map(([, id]) => Number(id)));
  const found = all.filter(
    (event) =>
      event.kind !== 'start' && names.has(event.kind === 'deliver' ? event.from : event.to),
  );
  return found.length > 0 ? found : all;
}

/** The latest news, and the last command that was applied after it. */
function latest(of: Case): readonly TraceEvent[] {
  const all = named(news(of), of.message);
  const last = all.findLast((event) => event.kind !== 'return' || event.reply) ?? all.at(-1);
  if (!last) return onDisk(of);
  const applied = of.events.findLast(
    (event) => event.kind === 'apply' && event.server === of.server && event.order > last.order,
  );
  return applied ? [last, applied] : [last];
}

/** If only the Persister runs: the power failure after its last write, or that write. */
function onDisk({ events, server }: Case): readonly TraceEvent[] {
  if (events.some(({ kind }) => kind === 'send' || kind === 'deliver')) return [];
  const found = events.findLast(
    (event) =>
      (event.kind === 'crash' && event.server === server) ||
      (event.kind === 'disk' && event.server === server && event.operation.op === 'write'),
  );
  return found ? [found] : [];
}

/** The command of a client that the failure quotes; if it was refused, the leader's term. */
function command({ events, server, message }: Case): readonly TraceEvent[] {
  const isIt = (event: TraceEvent) =>
    event.kind === 'start' && event.server === server && message.includes(`"${event.command}"`);
  const isReign = (event: TraceEvent) =>
    event.kind === 'state' && event.server === server && event.isLeader;
  const found = events.findLast(isIt) ?? events.findLast(isReign);
  return found ? [found] : [];
}

/** The end of its leadership of the term that the failure names, and what reached it then. */
function endOfReign(of: Case): readonly TraceEvent[] | undefined {
  return stoppedLeading(of.events, of.server, termNamed(of))?.witness;
}

/** The message that showed it the newest term first. */
function newestTerm(of: Case): readonly TraceEvent[] {
  const all = news(of);
  const newest = Math.max(...all.map(termShown));
  return all.filter((event) => termShown(event) === newest).slice(0, 1);
}

function termShown(event: News): number {
  if (event.kind === 'start') return event.term;
  const { term } = ((event.kind === 'deliver' ? event.args : event.reply) ?? {}) as {
    readonly term?: number;
  };
  return term ?? 0;
}

/** The votes of its latest election. */
function votes(of: Case): readonly TraceEvent[] {
  const granted = news(of).filter(
    (event): event is EventOf<'return'> =>
      event.kind === 'return' &&
      event.method === 'requestVote' &&
      (event.reply as RequestVoteReply | undefined)?.voteGranted === true,
  );
  const newest = Math.max(...granted.map(termAsked));
  const found = granted.filter((event) => termAsked(event) === newest);
  return found.length > 0 ? found.slice(-VOTES_MAX) : elections(of);
}

/**
 * Its requests for votes in the term that the failure names, or in a later one; without any, how it
 * learned of that term.
 */
function elections(of: Case): readonly TraceEvent[] {
  const all = sent(of, 'requestVote');
  const last = all.at(-1);
  const isOlder = last !== undefined && termAsked(last) < termNamed(of);
  const learned = isOlder ? newestTerm(of) : [];
  return learned.length > 0 ? learned : atOnce(all, last?.at);
}

/** The heartbeats before and after the longest time without any. */
function silence(of: Case): readonly TraceEvent[] {
  const all = named(sent(of, 'appendEntries'), of.message);
  const times = [...new Set(all.map(({ at }) => at)), of.events.at(-1)?.at ?? 0];
  const gaps = times.slice(1).map((at, i) => at - (times[i] ?? at));
  const longest = gaps.indexOf(Math.max(...gaps));
  return [...atOnce(all, times[longest]), ...atOnce(all, times[longest + 1])];
}

/** Its messages of this kind in the term that the failure names, or else all of them. */
function sent(of: Case, method: string): readonly EventOf<'send'>[] {
  const all = of.events.filter(
    (event): event is EventOf<'send'> =>
      event.kind === 'send' && event.from === of.server && event.method === method,
  );
  const ofTerm = all.filter((event) => termAsked(event) === termNamed(of));
  return ofTerm.length > 0 ? ofTerm : all;
}

function atOnce<E extends TraceEvent>(all: readonly E[], time: number | undefined): readonly E[] {
  return all.filter(({ at }) => at === time);
}

/** NaN if it names none. */
function termNamed({ message }: Case): number {
  return Number(/\bterm (\d+)/.exec(message)?.[1]);
}

/** The latest refusal of AppendEntries that it heard, or the latest loss, and how it continued. */
function refusal(of: Case): readonly TraceEvent[] {
  const calls = news(of).filter(
    (event): event is EventOf<'return'> =>
      event.kind === 'return' && event.method === 'appendEntries',
  );
  const is = (success: boolean | undefined) =>
    calls.filter(({ reply }) => (reply as AppendEntriesReply | undefined)?.success === success);
  const heard = named(is(false), of.message).at(-1) ?? named(is(undefined), of.message).at(-1);
  if (!heard) return latest(of);
  const next = of.events.find(
    (event) =>
      event.kind === 'send' &&
      event.from === of.server &&
      event.to === heard.to &&
      event.order > heard.order,
  );
  return next ? [heard, next] : [heard];
}

/** Requests of older terms than those that the server had seen, or else the latest news. */
function staleRequests(of: Case): readonly TraceEvent[] {
  let seen = 0;
  const stale = of.events.filter((event) => {
    if (event.kind === 'state' && event.server === of.server) seen = Math.max(seen, event.term);
    if (event.kind !== 'deliver' || event.to !== of.server) return false;
    const term = termAsked(event);
    const isStale = term < seen;
    seen = Math.max(seen, term);
    return isStale;
  });
  return stale.length > 0 ? stale.slice(-STALE_MAX) : latest(of);
}

/** What the server was handling when its code threw; unknown for a timer. */
function handled(of: Case): readonly TraceEvent[] {
  return of.message.includes(' a timer threw ') ? [] : news(of).slice(-1);
}

function termAsked({ args }: EventOf<'send' | 'deliver' | 'return'>): number {
  return (args as { readonly term: number }).term;
}
