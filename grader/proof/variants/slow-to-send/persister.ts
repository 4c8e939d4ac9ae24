/** Saves whole states. The complete file always has the same name. */
import type { Disk, PersisterShape } from '../../../contract';

export class Persister implements PersisterShape {
  constructor(private readonly disk: Disk) {}

  saveRaftState(state: Uint8Array): void {
    this.disk.write('group.tmp', state);
    this.disk.sync('group.tmp');
    this.disk.rename('group.tmp', 'group');
  }

  readRaftState(): Uint8Array {
    return this.disk.read('group') ?? new Uint8Array(0);
  }

  raftStateSize(): number {
    return this.readRaftState().byteLength;
  }
}
