/** For a cluster without a leader: who started elections, and whose election timer stays silent. */
import type {
  AppendEntriesArgs,
  AppendEntriesReply,
  RequestVoteArgs,
  RequestVoteReply,
} from '../../contract';
import { SECOND, seconds } from '../sim/time';
import type { EventOf, TraceEvent } from '../sim/trace';
import type { View } from './view';

/** Election timeouts are shorter than this in every correct server. */
const SILENT_MIN = 5 * SECOND;

/**
 * ` S0 was a candidate in 12 terms, with lastLogIndex 5 and lastLogTerm 1; S3 ...`: votes depend on
 * these.
 */
export function whoStood({ connected }: View, events: readonly TraceEvent[]): string {
  const terms = new Map<number, Set<number>>();
  const last = new Map<number, RequestVoteArgs>();
  for (const event of events) {
    if (event.kind !== 'send' || event.method !== 'requestVote') continue;
    const args = event.args as RequestVoteArgs;
    terms.set(event.from, (terms.get(event.from) ?? new Set<number>()).add(args.term));
    last.set(event.from, args);
  }
  const stood = [...terms]
    .filter(([id]) => connected.some((node) => node.id === id))
    .sort(([a], [b]) => a - b)
    .map(([id, { size }]) => {
      const { lastLogIndex = 0, lastLogTerm = 0 } = last.get(id) ?? {};
      const times = size === 1 ? 'once' : `in ${size} terms`;
      return `S${id} was a candidate ${times}, with lastLogIndex ${lastLogIndex} and lastLogTerm ${lastLogTerm}`;
    });
  return stood.length === 0 ? '' : ` ${stood.join('; ')}.`;
}

/** ` S0 and S1 have started no election for 9 s. ...`: followers whose election timer is silent. */
export function whoIsSilent({ connected, system }: View): string {
  const events = system.trace.recent();
  const { now } = system.clock;
  const start = (last: TraceEvent | undefined) => (last ?? events[0])?.at ?? now;
  const silent = connected
    .filter((node) => !node.look().isLeader)
    .map(({ id }) => ({ id, last: events.findLast((event) => timerStart(event, id)) }))
    .filter(({ last }) => now - start(last) >= SILENT_MIN);
  const [one] = silent;
  if (!one) return '';
  const since = Math.max(...silent.map(({ last }) => start(last)));
  const names = silent.map(({ id }) => `S${id}`).join(' and ');
  const have = `${names} ${silent.length === 1 ? 'has' : 'have'} started no election for ${Math.floor((now - since) / SECOND)} s`;
  return ` ${have}. ${silence(events, one.id, one.last)} (F.2)?`;
}

/** What happened to its election timer last, and a question without its end. */
function silence(events: readonly TraceEvent[], id: number, last: TraceEvent | undefined): string {
  const refused = events.filter(
    (event): event is EventOf<'reply'> =>
      event.kind === 'reply' && event.to === id && event.order > (last?.order ?? 0),
  );
  const [first] = refused;
  const before = last ? `S${id} ${timerStart(last, id) ?? ''} at ${seconds(last.at)}` : `S${id}`;
  if (!first) return `${before}: does its election timer run after that`;
  if (last?.kind === 'send' && last.method === 'appendEntries')
    return `${before}: does a leader that steps down start its election timer again, and does no refused request stop it`;
  const count = refused.length === 1 ? 'one request' : `${refused.length} requests`;
  return `${before}${last ? ', and then' : ''} refused ${count}, first the ${requestOf(first)} at ${seconds(first.at)}: does a refused request or a newer term stop or reset its election timer`;
}

/** What the server did, if an election timer runs anew after it in every design. */
function timerStart(event: TraceEvent, id: number): string | undefined {
  if (event.kind === 'boot' && event.server === id) return 'booted';
  if (event.kind === 'pause' && event.server === id) return 'was paused';
  if (event.kind === 'thaw' && event.server === id) return 'resumed after a pause';
  if (event.kind === 'send' && event.from === id)
    return event.method === 'requestVote' ? 'was a candidate' : 'led';
  if (event.kind !== 'reply' || event.to !== id) return undefined;
  if (event.method === 'requestVote')
    return (event.reply as RequestVoteReply).voteGranted ? 'granted a vote' : undefined;
  const { term } = event.args as AppendEntriesArgs;
  const isStale = (event.reply as AppendEntriesReply).term > term;
  return isStale ? undefined : `accepted S${event.from}'s AppendEntries of term ${term}`;
}

/** `RequestVote of S2 in term 4` */
function requestOf({ from, method, args }: EventOf<'reply'>): string {
  const name = method === 'requestVote' ? 'RequestVote' : 'AppendEntries';
  return `${name} of S${from} in term ${(args as { readonly term: number }).term}`;
}
