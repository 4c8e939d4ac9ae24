/**
 * Economy (rule P.4): no save that changes nothing. Figure 2 does not ask for it. A server that saves more
 * often is as safe, and slower.
 */
import type { RaftState } from './state';

export class Economy {
  /** The mark of what the disk holds. */
  private saved: string | undefined;

  /** Whether the disk holds this state already, so that saving it would be redundant. */
  isSaved(state: RaftState): boolean {
    return this.saved !== undefined && this.saved === markOf(state);
  }

  /** The disk holds this state from now on. */
  noteSaved(state: RaftState): void {
    this.saved = markOf(state);
  }
}

/** As long as the mark is the same, so is all that is saved. A state without a mark is always saved. */
function markOf(state: RaftState): string | undefined {
  // #region 2C P.4
  return JSON.stringify([state.currentTerm, state.votedFor, state.log.revision]);
  // #endregion
}
