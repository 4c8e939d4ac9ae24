/**
 * Commitment (sections 5.3 and 5.4.2): when an entry is committed, and how the service gets it. Every
 * function that moves commitIndex calls applyCommitted afterwards.
 */
import { todoLater } from '../../grader/contract';
import type { AppendEntriesArgs } from '../../grader/contract';
import { isMajority, otherServers, type Server } from './server';
import type { RaftState } from './state';

/** ALL.1: hands committed entries to the service, each once and in log order. */
export function applyCommitted(server: Server): void {
  const { state } = server;
  // TODO 2B ALL.1: Apply every committed entry that is not applied yet, one index after another.
  //   Use: state.commitIndex, state.lastApplied, state.log.at, server.apply.
  //   Turns green: 2B/basic-agree, 2B/apply-in-order.
  todoLater(
    '2B',
    'ALL.1',
    'Apply every committed entry that is not applied yet, one index after another',
  );
}

/**
 * AE.5: follows the leader's commitIndex as far as this request shows that our log matches: up to its last
 * new entry, or up to prevLogIndex if it has none. Our later entries may be wrong.
 */
export function followLeaderCommit(state: RaftState, args: AppendEntriesArgs): void {
  // TODO 2B AE.5: Raise commitIndex as far as this request allows: to the smaller of the leader's
  //   commitIndex and the index of the last new entry. Never lower it, because requests can
  //   overtake each other.
  //   Use: state.commitIndex, args.leaderCommit, args.prevLogIndex, args.entries.
  //   Turns green: 2B/basic-agree, 2B/commit-bound.
  todoLater(
    '2B',
    'AE.5',
    "Raise commitIndex as far as this request allows: to the smaller of the leader's commitIndex and the index of the last new entry",
  );
}

/**
 * L.5: the leader's commit rule. An entry of the leader's own term is committed once a majority
 * holds it, and everything before it is committed with it. An entry of an older term is never
 * committed by counting alone, however many hold it (section 5.4.2, Figure 8).
 */
export function advanceCommitIndex(server: Server): void {
  const { state } = server;
  // TODO 2B L.5: Commit up to the highest index that may be committed. A majority must hold the
  //   entry, and it must be of the current term. The leader itself holds its whole log.
  //   Use: state.log.lastIndex, state.log.termAt, state.currentTerm, state.matchIndex,
  //     otherServers, isMajority, state.commitIndex.
  //   Turns green: 2B/basic-agree, 2B/commit-majority.
  todoLater('2B', 'L.5', 'Commit up to the highest index that may be committed');
}
