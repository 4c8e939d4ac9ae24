/** Writes the new state beside the old one, and renames it when it is synced. */
import type { Disk, PersisterShape } from '../../../contract';

export class Persister implements PersisterShape {
  constructor(private readonly disk: Disk) {}

  saveRaftState(state: Uint8Array): void {
    this.disk.write('next', state);
    this.disk.sync('next');
    this.disk.rename('next', 'raft');
  }

  readRaftState(): Uint8Array {
    return this.disk.read('raft') ?? new Uint8Array();
  }

  raftStateSize(): number {
    return this.readRaftState().length;
  }
}
