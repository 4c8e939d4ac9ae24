/**
 * Finds what to mark in the timeline of a directed test that names no evidence: what reached the server
 * and was not followed by what the test demands, or what the server sent last. It is chosen by the broken
 * rule, because a rule says what a server must react to. It changes neither verdict nor digest.
 */
import type { AppendEntriesReply, RequestVoteReply } from '../../contract';
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
  'ALL.2': newestTerm,
  'C.1': (of) => sent(of, 'requestVote'),
  'C.4': (of) => sent(of, 'requestVote'),
  'F.2': (of) => sent(of, 'requestVote'),
  'L.1': (of) => sent(of, 'appendEntries'),
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
  const last = named(news(of), of.message).at(-1);
  if (!last) return onDisk(of);
  const applied = of.events.findLast(
    (event) => event.kind === 'apply' && event.server === of.server && event.order > last.order,
  );
  return applied ? [last, applied] : [last];
}

/** Without any messages, only the Persister was tested: the power failure after its last write, or that. */
function onDisk({ events, server }: Case): readonly TraceEvent[] {
  const found = events.findLast(
    (event) =>
      (event.kind === 'crash' && event.server === server) ||
      (event.kind === 'disk' && event.server === server && event.operation.op === 'write'),
  );
  return found ? [found] : [];
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
  return found.length > 0 ? found.slice(-VOTES_MAX) : sent(of, 'requestVote');
}

/** Its last messages of this kind, in the term and to the server that the failure names if there are any. */
function sent({ events, server, message }: Case, method: string): readonly TraceEvent[] {
  const all = events.filter(
    (event): event is EventOf<'send'> =>
      event.kind === 'send' && event.from === server && event.method === method,
  );
  const term = Number(/\bterm (\d+)/.exec(message)?.[1]);
  const ofTerm = all.filter((event) => termAsked(event) === term);
  const chosen = named(ofTerm.length > 0 ? ofTerm : all, message);
  return chosen.filter(({ at }) => at === chosen.at(-1)?.at);
}

/** The latest refusal of AppendEntries that it heard, and how it continued. */
function refusal(of: Case): readonly TraceEvent[] {
  const refusals = news(of).filter(
    (event): event is EventOf<'return'> =>
      event.kind === 'return' &&
      event.method === 'appendEntries' &&
      (event.reply as AppendEntriesReply | undefined)?.success === false,
  );
  const heard = named(refusals, of.message).at(-1);
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
