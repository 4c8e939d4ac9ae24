/** The two receivers of Figure 2, as pure functions. A newer term has already been adopted. */
import type { AppendEntriesArgs, AppendEntriesReply, RequestVoteArgs } from '../../../contract';
import {
  type Durable,
  type Effect,
  lastIndex,
  leaving,
  type State,
  type Step,
  termAt,
} from './model';

export function followVote(state: State, args: RequestVoteArgs): Step {
  const { durable } = state;
  const { term, votedFor } = durable;
  const mayVote = votedFor === null || votedFor === args.candidateId;
  const voteGranted = args.term === term && mayVote && isUpToDate(durable, args);
  const answer: Effect = { kind: 'answerVote', reply: { term, voteGranted } };
  if (!voteGranted) return { state, effects: [answer] };
  const voted = votedFor === null ? { ...durable, votedFor: args.candidateId } : durable;
  return {
    state: { ...state, durable: voted },
    effects: [{ kind: 'electionTimer', set: 'anew' }, answer],
  };
}

function isUpToDate(durable: Durable, { lastLogIndex, lastLogTerm }: RequestVoteArgs): boolean {
  const own = lastIndex(durable);
  const ownTerm = termAt(durable, own) ?? 0;
  return lastLogTerm === ownTerm ? lastLogIndex >= own : lastLogTerm > ownTerm;
}

export function followEntries(state: State, args: AppendEntriesArgs): Step {
  const { term } = state.durable;
  if (args.term < term)
    return { state, effects: [{ kind: 'answerEntries', reply: { term, success: false } }] };
  const following: State = { ...state, role: { kind: 'follower' } };
  const effects: readonly Effect[] = [...leaving(state), { kind: 'electionTimer', set: 'anew' }];
  const { durable } = state;
  if (termAt(durable, args.prevLogIndex) !== args.prevLogTerm) {
    const reply = { term, success: false, ...hint(durable, args.prevLogIndex) };
    return { state: following, effects: [...effects, { kind: 'answerEntries', reply }] };
  }
  const vouched = args.prevLogIndex + args.entries.length;
  const commit = Math.max(state.commit, Math.min(args.leaderCommit, vouched));
  return {
    state: { ...following, durable: taken(durable, args), commit },
    effects: [...effects, { kind: 'answerEntries', reply: { term, success: true } }],
  };
}

/** Returns the same object if it has all the entries. */
function taken(durable: Durable, { prevLogIndex, entries }: AppendEntriesArgs): Durable {
  const firstNews = entries.findIndex(
    (entry, i) => termAt(durable, prevLogIndex + 1 + i) !== entry.term,
  );
  if (firstNews < 0) return durable;
  const kept = durable.log.slice(0, prevLogIndex + firstNews);
  return { ...durable, log: [...kept, ...entries.slice(firstNews)] };
}

type Hint = Pick<AppendEntriesReply, 'conflictTerm' | 'conflictIndex'>;

function hint(durable: Durable, index: number): Hint {
  const conflictTerm = termAt(durable, index);
  if (conflictTerm === undefined)
    return { conflictTerm: -1, conflictIndex: lastIndex(durable) + 1 };
  return {
    conflictTerm,
    conflictIndex: durable.log.findIndex(({ term }) => term === conflictTerm) + 1,
  };
}
