/**
 * Keeps one state on the disk, complete and durable (stage 2C). It knows nothing about Raft: for it,
 * the state is just bytes.
 */
import type { Disk, PersisterShape } from '../../grader/contract';

/** Holds the state saved last. */
const STATE_FILE = 'raft-state';
/** Holds the state that is being saved. A crash may leave it behind with any content. */
const TEMPORARY_FILE = 'raft-state.new';

export class Persister implements PersisterShape {
  constructor(private readonly disk: Disk) {}

  /** P.3: replaces the saved state. At every moment, the disk holds the old one or the new one. */
  saveRaftState(state: Uint8Array): void {
    // #region 2C P.3 save
    this.disk.write(TEMPORARY_FILE, state);
    this.disk.sync(TEMPORARY_FILE);
    this.disk.rename(TEMPORARY_FILE, STATE_FILE);
    // #endregion
  }

  /** The state saved last, or an empty array if none ever was. */
  readRaftState(): Uint8Array {
    // #region 2C P.3 read
    return this.disk.read(STATE_FILE) ?? new Uint8Array(0);
    // #endregion
  }

  /** Size in bytes of what readRaftState returns. */
  raftStateSize(): number {
    return this.readRaftState().length;
  }
}
