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
  // TODO 2C P.4: Return a mark that differs as soon as anything persistent has changed. Do this one
  //   last: saving more often than needed is slow, not wrong.
  //   Use: state.currentTerm, state.votedFor, state.log.revision.
  //   Turns green: 2C/economy-idle.
  return undefined;
}
