/** Passes the disk through. See raft.ts. */
import type { Disk, PersisterShape } from '../../../grader/contract';

export class Persister implements PersisterShape {
  constructor(readonly disk: Disk) {}

  saveRaftState(state: Uint8Array): void {
    this.disk.write('state', state);
  }

  readRaftState(): Uint8Array {
    return this.disk.read('state') ?? new Uint8Array(0);
  }

  raftStateSize(): number {
    return this.readRaftState().length;
  }
}
