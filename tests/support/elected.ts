/**
 * Adds elections and commands that a history leaves out. If a server leads or sends AppendEntries in a term
 * in which it got no votes, a candidacy and two votes, enough for five servers, are added just before. If a
 * leader sends entries after one that it never received, a command is added that it took in that entry's
 * term.
 */
import { appendEntries, requestVote, voteReply } from '../../grader/judge/rules/wire';
import type { TraceEvent } from '../../grader/world/sim/trace';
import { commandOf } from './history';

const VOTERS = 2;
const SERVERS = 5;

export function withElections(events: readonly TraceEvent[]): readonly TraceEvent[] {
  const told: TraceEvent[] = [];
  const elected = new Set<string>();
  const held = new Set<string>();
  for (const event of events) {
    if (event.kind === 'boot')
      for (const key of elected) if (key.startsWith(`${event.server} `)) elected.delete(key);
    if (event.kind === 'return' && voteReply(event)?.voteGranted)
      elected.add(`${event.from} ${requestVote(event)?.term ?? 0}`);
    const claim = claimOf(event);
    if (claim && !elected.has(`${claim.server} ${claim.term}`)) {
      elected.add(`${claim.server} ${claim.term}`);
      told.push(...election(claim.server, claim.term, event.at));
    }
    for (const [server, index, term] of given(event)) held.add(`${server} ${index} ${term}`);
    const before = event.kind === 'send' ? appendEntries(event) : undefined;
    if (event.kind === 'send' && before && before.prevLogTerm > 0) {
      const { from: server, at } = event;
      const { prevLogIndex: index, prevLogTerm: term } = before;
      const key = `${server} ${index} ${term}`;
      const command = commandOf(term, index);
      if (!held.has(key)) told.push({ kind: 'start', server, index, term, command, at, order: 0 });
      held.add(key);
    }
    told.push(event);
  }
  return told.map((event, order) => ({ ...event, order }));
}

/** The entries that an event brings to a server. */
function given(event: TraceEvent): (readonly [server: number, index: number, term: number])[] {
  if (event.kind === 'start') return [[event.server, event.index, event.term]];
  if (event.kind !== 'send' && event.kind !== 'deliver') return [];
  const server = event.kind === 'send' ? event.from : event.to;
  const { prevLogIndex = 0, entries = [] } = appendEntries(event) ?? {};
  return entries.map(({ term }, i) => [server, prevLogIndex + 1 + i, term]);
}

function claimOf(event: TraceEvent): { server: number; term: number } | undefined {
  if (event.kind === 'state') return event.isLeader ? event : undefined;
  const args = event.kind === 'send' ? appendEntries(event) : undefined;
  return event.kind === 'send' && args ? { server: event.from, term: args.term } : undefined;
}

function election(server: number, term: number, at: number): TraceEvent[] {
  const others = Array.from({ length: SERVERS }, (_, id) => id).filter((id) => id !== server);
  const args = { term, candidateId: server, lastLogIndex: 0, lastLogTerm: 0 };
  return others.slice(0, VOTERS).flatMap((to): TraceEvent[] => {
    const exchange = { call: -1, from: server, to, method: 'requestVote', args, at, order: 0 };
    return [
      { kind: 'send', bytes: 0, ...exchange },
      { kind: 'return', reply: { term, voteGranted: true }, ...exchange },
    ];
  });
}
