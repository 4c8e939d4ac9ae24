/**
 * Commitment (sections 5.3 and 5.4.2): when an entry is committed, and how the service gets it. Every
 * function that moves commitIndex calls applyCommitted afterwards.
 */
import type { AppendEntriesArgs } from '../../grader/contract';
import { isMajority, otherServers, type Server } from './server';
import type { RaftState } from './state';

/** ALL.1: hands committed entries to the service, each once and in log order. */
export function applyCommitted(server: Server): void {
  const { state } = server;
  // #region 2B ALL.1
  while (state.lastApplied < state.commitIndex) {
    const index = state.lastApplied + 1;
    server.apply({ index, command: state.log.at(index).command });
    state.lastApplied = index;
  }
  // #endregion
}

/**
 * AE.5: follows the leader's commitIndex as far as this request shows that our log matches: up to its last
 * new entry, or up to prevLogIndex if it has none. Our later entries may be wrong.
 */
export function followLeaderCommit(state: RaftState, args: AppendEntriesArgs): void {
  // #region 2B AE.5
  const lastNewIndex = args.prevLogIndex + args.entries.length;
  const safeIndex = Math.min(args.leaderCommit, lastNewIndex);
  state.commitIndex = Math.max(state.commitIndex, safeIndex);
  // #endregion
}

/**
 * L.5: the leader's commit rule. An entry of the leader's own term is committed once a majority
 * holds it, and everything before it is committed with it. An entry of an older term is never
 * committed by counting alone, however many hold it (section 5.4.2, Figure 8).
 */
export function advanceCommitIndex(server: Server): void {
  const { state } = server;
  // #region 2B L.5
  for (let index = state.log.lastIndex; index > state.commitIndex; index -= 1) {
    if (state.log.termAt(index) !== state.currentTerm) return;
    const holders = otherServers(server).filter((other) => (state.matchIndex[other] ?? 0) >= index);
    if (isMajority(server, 1 + holders.length)) {
      state.commitIndex = index;
      return;
    }
  }
  // #endregion
}
