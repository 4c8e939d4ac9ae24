/**
 * Keeps one state on the disk, complete and durable (stage 2C). It knows nothing about Raft: for it,
 * the state is just bytes.
 */
import { todo } from '../../grader/contract';
import type { Disk, PersisterShape } from '../../grader/contract';

/** Holds the state saved last. */
const STATE_FILE = 'raft-state';
/** Holds the state that is being saved. A crash may leave it behind with any content. */
const TEMPORARY_FILE = 'raft-state.new';

export class Persister implements PersisterShape {
  constructor(private readonly disk: Disk) {}

  /** P.3: replaces the saved state. At every moment, the disk holds the old one or the new one. */
  saveRaftState(state: Uint8Array): void {
    // TODO 2C P.3: Replace the saved state so that no crash can damage it. After every disk
    //   operation STATE_FILE must hold a complete state, in case of a crash at that moment. Return
    //   when the new state is safely on the disk.
    //   Use: this.disk.write, this.disk.sync, this.disk.rename, TEMPORARY_FILE, STATE_FILE.
    //   Turns green: 2C/persister-round-trip, 2C/persister-crash.
    todo('2C', 'P.3', 'Replace the saved state so that no crash can damage it');
  }

  /** The state saved last, or an empty array if none ever was. */
  readRaftState(): Uint8Array {
    // TODO 2C P.3: Return the content of STATE_FILE, or an empty array if there is no such file.
    //   Use: this.disk.read, STATE_FILE.
    //   Turns green: 2C/persister-round-trip.
    todo(
      '2C',
      'P.3',
      'Return the content of STATE_FILE, or an empty array if there is no such file',
    );
  }

  /** Size in bytes of what readRaftState returns. */
  raftStateSize(): number {
    return this.readRaftState().length;
  }
}
