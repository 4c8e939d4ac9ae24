/** Raft as one pure function from a state and an input to a new state and effects. */
import type { AppendEntriesArgs, LogEntry } from '../../../contract';
import { followEntries, followVote } from './follow';
import {
  type Effect,
  type Input,
  lastIndex,
  leaving,
  type Role,
  others,
  type Progress,
  type State,
  type Step,
  termAt,
} from './model';

export function step(state: State, input: Input): Step {
  const { state: after, effects } = react(...sawTerm(state, termOf(input)), input);
  const { state: done, effects: applied } = applyCommitted(after);
  return { state: done, effects: [...effects, ...applied] };
}

/** The term in a message from outside; 0 for other inputs. */
function termOf(input: Input): number {
  switch (input.kind) {
    case 'voteAsked':
    case 'entriesCame':
      return input.args.term;
    case 'voteAnswered':
    case 'entriesAnswered':
      return input.reply.term;
    default:
      return 0;
  }
}

function sawTerm(state: State, term: number): [State, readonly Effect[]] {
  if (term <= state.durable.term) return [state, []];
  const durable = { ...state.durable, term, votedFor: null };
  return [{ ...state, durable, role: { kind: 'follower' } }, leaving(state)];
}

function react(state: State, before: readonly Effect[], input: Input): Step {
  const { state: after, effects } = reactInTerm(state, input);
  return { state: after, effects: [...before, ...effects] };
}

function reactInTerm(state: State, input: Input): Step {
  const { role, durable } = state;
  switch (input.kind) {
    case 'electionTimeout':
      return role.kind === 'leader' ? nothing(state) : stand(state);
    case 'heartbeatDue':
    case 'flushDue':
      return {
        state,
        effects: role.kind === 'leader' ? toAll(state, role.progress) : [],
      };
    case 'command':
      return role.kind === 'leader' ? append(state, input.command) : nothing(state);
    case 'voteAsked':
      return followVote(state, input.args);
    case 'entriesCame':
      return followEntries(state, input.args);
    case 'voteAnswered':
      if (role.kind !== 'candidate' || input.args.term !== durable.term) return nothing(state);
      return input.reply.voteGranted ? count(state, [...role.votes, input.from]) : nothing(state);
    case 'entriesAnswered':
      if (role.kind !== 'leader' || input.args.term !== durable.term) return nothing(state);
      return input.reply.success
        ? matched(state, role.progress, input)
        : backUp(state, role.progress, input);
  }
}

export function nothing(state: State): Step {
  return { state, effects: [] };
}

function stand(state: State): Step {
  const { me } = state;
  const durable = { ...state.durable, term: state.durable.term + 1, votedFor: me };
  const last = lastIndex(durable);
  const args = {
    term: durable.term,
    candidateId: me,
    lastLogIndex: last,
    lastLogTerm: termAt(durable, last) ?? 0,
  };
  const asked = others(state).map((to): Effect => ({ kind: 'askVote', to, args }));
  return {
    state: { ...state, durable, role: { kind: 'candidate', votes: [me] } },
    effects: [{ kind: 'electionTimer', set: 'anew' }, ...asked],
  };
}

function count(state: State, granted: readonly number[]): Step {
  const votes = [...new Set(granted)];
  if (votes.length * 2 <= state.servers)
    return { state: { ...state, role: { kind: 'candidate', votes } }, effects: [] };
  const fresh: Progress = { next: lastIndex(state.durable) + 1, match: 0 };
  const progress = Array.from({ length: state.servers }, () => fresh);
  const leading: State = { ...state, role: { kind: 'leader', progress } };
  return {
    state: leading,
    effects: [
      { kind: 'electionTimer', set: 'off' },
      { kind: 'heartbeatTimer', set: 'on' },
      ...toAll(leading, progress),
    ],
  };
}

function append(state: State, command: string): Step {
  const entry: LogEntry = { term: state.durable.term, command };
  const durable = { ...state.durable, log: [...state.durable.log, entry] };
  return { state: { ...state, durable }, effects: [{ kind: 'flushSoon' }] };
}

function toAll(state: State, progress: readonly Progress[]): readonly Effect[] {
  return others(state).map((to) => toOne(state, progress, to));
}

function toOne({ durable, me, commit }: State, progress: readonly Progress[], to: number): Effect {
  const prevLogIndex = (progress[to]?.next ?? 1) - 1;
  const args: AppendEntriesArgs = {
    term: durable.term,
    leaderId: me,
    prevLogIndex,
    prevLogTerm: termAt(durable, prevLogIndex) ?? 0,
    entries: durable.log.slice(prevLogIndex),
    leaderCommit: commit,
  };
  return { kind: 'sendEntries', to, args };
}

type Answered = Extract<Input, { kind: 'entriesAnswered' }>;

function matched(state: State, all: readonly Progress[], { from, args }: Answered): Step {
  const { next, match } = all[from] ?? { next: 1, match: 0 };
  const index = args.prevLogIndex + args.entries.length;
  const progress = all.with(from, {
    next: Math.max(next, index + 1),
    match: Math.max(match, index),
  });
  const role: Role = { kind: 'leader', progress };
  return { state: { ...state, role, commit: committed(state, progress) }, effects: [] };
}

/**
 * The highest index of the current term that a majority has, or the current commit index if that is higher.
 */
function committed({ durable, me, commit }: State, progress: readonly Progress[]): number {
  const held = progress
    .map(({ match }, server) => (server === me ? lastIndex(durable) : match))
    .sort((a, b) => a - b);
  const index = held[Math.ceil(held.length / 2) - 1] ?? 0;
  return index > commit && termAt(durable, index) === durable.term ? index : commit;
}

function backUp(state: State, all: readonly Progress[], { from, args, reply }: Answered): Step {
  const { next, match } = all[from] ?? { next: 1, match: 0 };
  if (args.prevLogIndex + 1 !== next) return nothing(state);
  const { conflictTerm = -1, conflictIndex = args.prevLogIndex } = reply;
  const knownUpTo = state.durable.log.findLastIndex(({ term }) => term === conflictTerm) + 1;
  const wanted = knownUpTo > 0 ? knownUpTo + 1 : conflictIndex;
  const lower = Math.max(match + 1, Math.min(wanted, args.prevLogIndex));
  if (lower >= next) return nothing(state);
  const progress = all.with(from, { next: lower, match });
  const after: State = { ...state, role: { kind: 'leader', progress } };
  return { state: after, effects: [toOne(after, progress, from)] };
}

function applyCommitted(state: State): Step {
  const { applied, commit, durable } = state;
  if (applied >= commit) return nothing(state);
  const effects = durable.log
    .slice(applied, commit)
    .map(({ command }, i): Effect => ({ kind: 'apply', msg: { index: applied + 1 + i, command } }));
  return { state: { ...state, applied: commit }, effects };
}
