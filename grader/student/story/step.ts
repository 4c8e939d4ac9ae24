/** Computes how an event changes what is known of the cluster. */
import type {
  AppendEntriesArgs,
  AppendEntriesReply,
  RequestVoteArgs,
  RequestVoteReply,
} from '../../contract';
import type { EventOf, TraceEvent } from '../../world/sim/trace';
import { afterCrash, afterOperation } from './files';
import { accepted, appended, bounded, doubted, sent, appliedAt } from './known-log';
import type { LinkChange } from '../../runs/replay/recording';
import { type ServerView, wayOf, type World } from './world';

export function step(world: World, event: TraceEvent): World {
  switch (event.kind) {
    case 'boot':
      return change(world, event.server, (server) => booted(server, event.incarnation));
    case 'crash':
      return change(world, event.server, (server) => crashed(server, event.damage ?? []));
    case 'pause':
      return change(world, event.server, (server) => ({ ...server, status: 'paused' }));
    case 'thaw':
      return change(world, event.server, (server) => ({ ...server, status: 'up' }));
    case 'disk':
      return change(world, event.server, (server) => ({
        ...server,
        files: afterOperation(server.files, event.operation),
      }));
    case 'apply':
      return change(world, event.server, (server) => ({
        ...server,
        applied: event.index,
        commitIndex: Math.max(server.commitIndex, event.index),
        log: appliedAt(server.log, event.index, event.command),
      }));
    case 'state':
      return change(world, event.server, (server) => stated(server, event));
    case 'start':
      return change(world, event.server, (server) => ({
        ...inTerm(server, event.term),
        log: appended(server.log, event.index, event),
      }));
    case 'send':
      return change(world, event.from, (server) => asked(server, event));
    case 'reply':
      return change(world, event.to, (server) => answered(server, event));
    case 'deliver':
    case 'return':
    case 'lost':
    case 'log':
    case 'note':
      return world;
  }
}

export function relink(world: World, { from, to, isCut }: LinkChange): World {
  const way = wayOf(from, to, world.servers.length);
  if (world.cuts[way] === isCut) return world;
  return { ...world, cuts: world.cuts.with(way, isCut) };
}

function change(world: World, id: number, by: (server: ServerView) => ServerView): World {
  const server = world.servers[id];
  return server ? { ...world, servers: world.servers.with(id, by(server)) } : world;
}

function booted(server: ServerView, incarnation: number): ServerView {
  return { ...server, status: 'up', incarnation, role: 'follower', commitIndex: 0, applied: 0 };
}

function crashed(server: ServerView, damage: readonly string[]): ServerView {
  const { vote, log, files } = server;
  return {
    ...server,
    status: 'down',
    role: 'follower',
    vote: vote && { ...vote, isSure: false },
    log: doubted(log),
    files: afterCrash(files, damage),
  };
}

/** In a newer term, a server starts as a follower, without its older vote. */
function inTerm(server: ServerView, term: number): ServerView {
  if (term === server.term) return server;
  const { vote } = server;
  return {
    ...server,
    term,
    role: 'follower',
    vote: vote && vote.term < term ? undefined : vote,
  };
}

function stated(server: ServerView, { term, isLeader }: EventOf<'state'>): ServerView {
  const now = inTerm(server, term);
  if (isLeader) return { ...now, role: 'leader' };
  return now.role === 'leader' ? { ...now, role: 'follower' } : now;
}

function asked(server: ServerView, { method, args }: EventOf<'send'>): ServerView {
  if (method === 'requestVote') {
    const { term, candidateId, lastLogIndex, lastLogTerm } = args as RequestVoteArgs;
    return {
      ...inTerm(server, term),
      role: 'candidate',
      vote: { term, candidate: candidateId, isSure: true },
      log: bounded(server.log, lastLogIndex, lastLogTerm),
    };
  }
  const append = args as AppendEntriesArgs;
  return {
    ...inTerm(server, append.term),
    role: 'leader',
    log: sent(server.log, append),
    commitIndex: Math.max(server.commitIndex, append.leaderCommit),
  };
}

function answered(server: ServerView, { method, args, reply }: EventOf<'reply'>): ServerView {
  if (method === 'requestVote') {
    const { term, voteGranted } = reply as RequestVoteReply;
    const now = inTerm(server, term);
    const { candidateId } = args as RequestVoteArgs;
    if (!voteGranted) return now;
    return { ...now, vote: { term, candidate: candidateId, isSure: true } };
  }
  const { term, success } = reply as AppendEntriesReply;
  const append = args as AppendEntriesArgs;
  const now = inTerm(server, term);
  // A server that rejects entries from a leader of its own term still follows it.
  if (!success) return term === append.term ? { ...now, role: 'follower' } : now;
  const holdsUpTo = append.prevLogIndex + append.entries.length;
  return {
    ...now,
    role: 'follower',
    log: accepted(now.log, append),
    commitIndex: Math.max(now.commitIndex, Math.min(append.leaderCommit, holdsUpTo)),
  };
}
