/**
 * Explains, after the verdict, what was seen and what was missing when the cluster did not do what it
 * should. Names the likeliest cause from the events alone.
 */
import type {
  AppendEntriesArgs,
  AppendEntriesReply,
  RequestVoteArgs,
  RequestVoteReply,
} from '../../contract';
import { type Micros, MS, seconds } from '../sim/time';
import type { TraceEvent } from '../sim/trace';
import { whoIsSilent, whoStood } from './candidates';
import type { View } from './view';

/** A server that accepted a command, and where it put it. */
export interface Offer {
  readonly server: number;
  readonly index: number;
  readonly term: number;
}

export function whyNoLeader(cluster: View, since: Micros): string {
  const events = cluster.system.trace.recent().filter((event) => event.at >= since);
  const asked = count(events, (e) => e.kind === 'send' && e.method === 'requestVote');
  const granted = count(
    events,
    (e) => e.kind === 'return' && (e.reply as RequestVoteReply | undefined)?.voteGranted === true,
  );
  const answered = count(
    events,
    (e) => e.kind === 'return' && e.method === 'requestVote' && e.reply !== undefined,
  );
  const refused = count(
    events,
    (e) => e.kind === 'return' && (e.reply as RequestVoteReply | undefined)?.voteGranted === false,
  );
  const terms = cluster.connected.map((node) => `${node.name} in term ${node.look().term}`);
  const where = `Now: ${terms.join(', ')}.`;
  if (asked === 0)
    return `No server sent RequestVote in that time: does an election timer run on every follower, and does it start an election (F.2)?${whoIsSilent(cluster)} ${where}`;
  if (answered === 0)
    return `Servers sent RequestVote ${asked} times but received no reply: does requestVote() return one (F.1)? ${where}`;
  const split = splitVotes(cluster, since);
  if (split.length > 0) return `${sameMoment(split)} ${where}`;
  if (granted === 0)
    return `Servers sent RequestVote ${asked} times and received ${answered} replies, none with a vote: when does your code refuse a vote (RV.2, ALL.2, and from 2B on RV.3)?${whoStood(cluster, events)}${whoIsSilent(cluster)} ${where}`;
  if (refused > 0 && refused >= granted / 2)
    return `Servers sent RequestVote ${asked} times and received ${granted} votes and ${refused} refusals: when does your code refuse a vote (RV.2, ALL.2, and from 2B on RV.3), and do votes split repeatedly because timeouts are not random, or differ by less than requests take to leave and to be handled (F.2)?${whoStood(cluster, events)}${whoIsSilent(cluster)} ${where}`;
  const quitter = leaderThatQuits(events);
  if (quitter)
    return `S${quitter.server} became leader of term ${quitter.term}, but at ${seconds(quitter.at)}, in the same term, its getState() no longer says so: which message or timer made it a follower, though only a newer term may (ALL.2)? ${where}`;
  const winner = winnerThatDoesNotLead(cluster, events);
  if (winner)
    return `S${winner.from} received the votes of ${list(winner.voters)} in term ${winner.term}, a majority with its own, but did not become leader: is each reply awaited before its voteGranted is read, is the vote counted, and is the count compared with a majority (C.2)? ${where}`;
  return `Servers sent RequestVote ${asked} times and received ${granted} votes: what does a candidate do with a majority (C.2), do votes split repeatedly because timeouts are not random, or differ by less than requests take to leave and to be handled (F.2), and do the heartbeats of a leader arrive in time (L.1)? ${where}`;
}

/** The last event with which a leader stepped down in the term that it led. */
function leaderThatQuits(events: readonly TraceEvent[]) {
  const leads = new Map<number, number>();
  let quits: Extract<TraceEvent, { kind: 'state' }> | undefined;
  for (const event of events) {
    if (event.kind === 'crash') leads.delete(event.server);
    if (event.kind !== 'state') continue;
    const { server, term, isLeader } = event;
    if (!isLeader && leads.get(server) === term) quits = event;
    leads.set(server, isLeader ? term : 0);
  }
  return quits;
}

interface Winner {
  readonly from: number;
  readonly term: number;
  readonly voters: ReadonlySet<number>;
}

/** The last server that had a majority in the term of its requests and did not become its leader. */
function winnerThatDoesNotLead(
  { majority }: View,
  events: readonly TraceEvent[],
): Winner | undefined {
  const elections = new Map<string, Winner & { readonly voters: Set<number> }>();
  const led = new Set<string>();
  const termOf = new Map<number, number>();
  for (const event of events) {
    if (event.kind === 'crash')
      for (const [key, { from }] of elections) if (from === event.server) elections.delete(key);
    if (event.kind === 'state') {
      termOf.set(event.server, event.term);
      if (event.isLeader) led.add(`${event.server} ${event.term}`);
    }
    if (event.kind === 'send' && event.method === 'appendEntries')
      led.add(`${event.from} ${(event.args as AppendEntriesArgs).term}`);
    if (event.kind !== 'return' || event.method !== 'requestVote') continue;
    if ((event.reply as RequestVoteReply | undefined)?.voteGranted !== true) continue;
    const { from, to } = event;
    const { term } = event.args as RequestVoteArgs;
    // A vote for an election that is over counts for nothing.
    if (termOf.get(from) !== term) continue;
    const key = `${from} ${term}`;
    const election = elections.get(key) ?? { from, term, voters: new Set<number>() };
    elections.set(key, election);
    election.voters.add(to);
  }
  return [...elections]
    .filter(([key, { voters }]) => voters.size + 1 >= majority && !led.has(key))
    .map(([, election]) => election)
    .at(-1);
}

/** From this many on, elections that servers start within moments of each other are not bad luck. */
const SPLITS_MIN = 3;
const SAME_MOMENT: Micros = 3 * MS;

/** F.2 if servers repeatedly start elections at the same moment, else V.1. */
export function ruleForNoLeader(cluster: Pick<View, 'system'>, since: Micros): 'F.2' | 'V.1' {
  return splitVotes(cluster, since).length > 0 ? 'F.2' : 'V.1';
}

/** When each server started an election in one term. */
type Candidates = ReadonlyMap<number, Micros>;

function sameMoment(split: readonly Candidates[]): string {
  const candidates = [...new Set(split.flatMap((one) => [...one.keys()]))].sort((a, b) => a - b);
  const last = `S${candidates.pop() ?? 0}`;
  const who = `${candidates.map((id) => `S${id}`).join(', ')} and ${last}`;
  const furthest = Math.max(...split.map(apart));
  return `In ${split.length} terms, servers (${who}) started elections within ${(furthest / MS).toFixed(1)} ms of each other, and the votes were split: does each server draw a new random election timeout each time?`;
}

function apart(candidates: Candidates): Micros {
  const times = [...candidates.values()];
  return Math.max(...times) - Math.min(...times);
}

/** All elections since then if servers collided in each and there were enough; otherwise none. */
function splitVotes(cluster: Pick<View, 'system'>, since: Micros): readonly Candidates[] {
  const stood = new Map<number, Map<number, Micros>>();
  for (const event of cluster.system.trace.recent()) {
    if (event.kind !== 'send' || event.method !== 'requestVote' || event.at < since) continue;
    const { term } = event.args as { readonly term: number };
    const candidates = stood.get(term) ?? new Map<number, Micros>();
    stood.set(term, candidates);
    if (!candidates.has(event.from)) candidates.set(event.from, event.at);
  }
  const together = [...stood.values()].filter(
    (candidates) => candidates.size > 1 && apart(candidates) <= SAME_MOMENT,
  );
  return together.length >= SPLITS_MIN && together.length === stood.size ? together : [];
}

function endsBefore(to: number, { prevLogIndex, entries }: AppendEntriesArgs): string {
  return ` Its latest AppendEntries to S${to} ends before it, at index ${prevLogIndex + entries.length}: does a request carry everything from nextIndex to the end of the log?`;
}

export function whyNoAgreement(
  cluster: View,
  command: string,
  taken: readonly Offer[],
  since: Micros,
): string {
  const last = taken.at(-1);
  const applied = last ? cluster.applied(last.index).count : 0;
  if (!last) {
    const leaders = cluster.connected.filter((node) => node.look().isLeader);
    if (leaders.length > 0)
      return `The getState() of ${leaders[0]?.name ?? ''} says that it leads, but its start() did not accept the command (L.2).`;
    return `No server accepted it, because no getState() says that its server leads (V.1). ${whyNoLeader(cluster, since)}`;
  }
  const events = cluster.system.trace.recent().filter((event) => event.at >= since);
  const leader = `S${last.server}`;
  const sentTo = new Set<number>();
  const ackedBy = new Set<number>();
  let refused = 0;
  for (const event of events) {
    if (event.kind === 'send' && event.from === last.server && carries(event.args, command))
      sentTo.add(event.to);
    if (event.kind !== 'return' || event.from !== last.server || event.method !== 'appendEntries')
      continue;
    const reply = event.reply as AppendEntriesReply | undefined;
    if (reply?.success && carries(event.args, command)) ackedBy.add(event.to);
    if (reply && !reply.success) refused++;
  }
  const story = `${leader} accepted it at index ${last.index} in term ${last.term}${taken.length > 1 ? ` (the last of ${taken.length} tries)` : ''}`;
  const nobody = ackedBy.size + 1 < cluster.majority && nobodyLeads(cluster, last);
  if (nobody)
    return `${story}, but ${nobody}, and no server leads the newest term. ${whyNoLeader(cluster, since)}`;
  const latest = latestAppends(events, last.server);
  const jumped = [...latest].filter(([, { prevLogIndex }]) => prevLogIndex >= last.index);
  if (sentTo.size === 0 && jumped.length > 0)
    return `${story} but never sent it to any server, and now sends ${list(new Set(jumped.map(([to]) => to)))} AppendEntries with prevLogIndex ${jumped[0]?.[1].prevLogIndex ?? 0}: does nextIndex move past entries that were never sent, or is a heartbeat built from the end of the log instead of from nextIndex (L.3)?`;
  const [first] = [...latest].filter(
    ([, { prevLogIndex, entries }]) => prevLogIndex + entries.length < last.index,
  );
  if (sentTo.size === 0)
    return `${story} but never sent "${short(command)}" to any server: does start() lead to AppendEntries (L.3)?${first ? endsBefore(...first) : ''}`;
  if (refused > 10 && ackedBy.size === 0)
    return `${story} and sent it, but followers refused AppendEntries ${refused} times: does the leader decrement nextIndex after a refusal (L.4), and does the follower accept requests that match its log (AE.2)?`;
  if (ackedBy.size + 1 < cluster.majority)
    return `${story}, sent it to ${list(sentTo)}, and received success from ${list(ackedBy)}: does it send the entry again to servers that did not reply (L.3)?`;
  if (applied === 0)
    return `${story} and received success from ${list(ackedBy)}, a majority with itself, but no server applied it: does the leader advance commitIndex (L.5) and apply entries (ALL.1)? Does its search for N reach the last index, and does it stop at an entry of an earlier term, though a later one is of the current term? Is matchIndex a number for every server (Math.max with undefined is NaN), and if you sort it, does the comparator subtract?`;
  if (leaderIsBehind(cluster, last))
    return `${story}; ${applied} servers applied it, but ${leader} itself, which announced it as committed, did not: does a leader also apply entries when its commitIndex advances (ALL.1)?`;
  const only = `${story}, but only ${applied} ${applied === 1 ? 'server' : 'servers'} applied it`;
  const behind = cluster.connected.find(
    (node) => !cluster.appliedBy(node).has(last.index) && latest.has(node.id),
  );
  const args = behind && latest.get(behind.id);
  const led = nobodyLeads(cluster, last);
  if (led)
    return `${only}; ${led}, and no server leads the newest term. ${whyNoLeader(cluster, since)}`;
  if (!args || !cluster.node(last.server).look().isLeader)
    return `${only}: do all followers learn the new commitIndex (AE.5) and apply entries (ALL.1), and do slow followers catch up (L.3, L.4)?`;
  const known = args.prevLogIndex + args.entries.length;
  if (args.leaderCommit < last.index) {
    const stuck = `the latest AppendEntries of ${leader} to ${behind.name} has leaderCommit ${args.leaderCommit}`;
    if (known < last.index && ackedBy.has(behind.id))
      return `${only}: ${stuck} and prevLogIndex ${args.prevLogIndex}, as if ${behind.name} had not acknowledged index ${last.index}. Are its arguments made anew for each message, with the present commitIndex and nextIndex (L.3)?`;
    return `${only}: ${stuck}. Is leaderCommit the commitIndex of the leader (L.3)?`;
  }
  if (known < last.index && ackedBy.has(behind.id))
    return `${only}: the latest AppendEntries of ${leader} to ${behind.name} has leaderCommit ${args.leaderCommit}, but prevLogIndex ${args.prevLogIndex} and ${args.entries.length === 1 ? '1 entry' : `${args.entries.length} entries`}, so a follower may commit only up to index ${known} (AE.5). A heartbeat has prevLogIndex nextIndex - 1, like any AppendEntries (L.3).`;
  if (ackedBy.has(behind.id))
    return `${only}: ${behind.name} accepted the entry and received leaderCommit ${args.leaderCommit}${args.entries.length === 0 ? ' in a heartbeat without entries' : ''}, but did not apply it. Does a follower advance commitIndex on every AppendEntries that matches (AE.5), and does it then apply entries (ALL.1)?`;
  return `${only}: ${behind.name} has not accepted the entry. Does a slow follower catch up (L.3, L.4)?`;
}

/** The latest AppendEntries that this server sent, by receiver. */
function latestAppends(
  events: readonly TraceEvent[],
  from: number,
): ReadonlyMap<number, AppendEntriesArgs> {
  const latest = new Map<number, AppendEntriesArgs>();
  for (const event of events)
    if (event.kind === 'send' && event.from === from && event.method === 'appendEntries')
      latest.set(event.to, event.args as AppendEntriesArgs);
  return latest;
}

/** Whether others have applied the entry, but the leader that accepted it has not. */
export function leaderIsBehind(cluster: View, { server, index }: Offer): boolean {
  const isApplied = cluster.appliedBy(cluster.node(server)).has(index);
  return !isApplied && cluster.applied(index).count > 0 && cluster.node(server).look().isLeader;
}

/**
 * Undefined if a connected server leads the newest term, or if the connected servers are not a
 * majority.
 */
function nobodyLeads(cluster: View, { server }: Offer): string | undefined {
  const looks = cluster.connected.map((node) => ({ id: node.id, ...node.look() }));
  const newest = Math.max(...looks.map(({ term }) => term));
  if (looks.length < cluster.majority) return undefined;
  if (looks.some(({ term, isLeader }) => isLeader && term === newest)) return undefined;
  const taker = looks.find(({ id }) => id === server);
  if (!taker) return `S${server} is not connected now`;
  if (!taker.isLeader) return 'it no longer leads';
  return `it leads term ${taker.term}, but others are in term ${newest}`;
}

function carries(args: unknown, command: string): boolean {
  const { entries } = args as Partial<AppendEntriesArgs>;
  return entries?.some((entry) => entry.command === command) ?? false;
}

function count(events: readonly TraceEvent[], holds: (event: TraceEvent) => boolean): number {
  return events.filter(holds).length;
}

function list(servers: ReadonlySet<number>): string {
  return servers.size === 0
    ? 'nobody'
    : [...servers]
        .sort((a, b) => a - b)
        .map((id) => `S${id}`)
        .join(', ');
}

export function short(command: string): string {
  return command.length > 24 ? `${command.slice(0, 24)}…` : command;
}
