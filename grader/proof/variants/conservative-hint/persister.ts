/** One file that is only ever replaced as a whole. The state that a boot has read is kept in memory. */
import type { Disk, PersisterShape } from '../../../contract';

export class Persister implements PersisterShape {
  private latest: Uint8Array;

  constructor(private readonly disk: Disk) {
    this.latest = disk.read('raft.state') ?? new Uint8Array();
  }

  saveRaftState(state: Uint8Array): void {
    const { disk } = this;
    this.latest = state.slice();
    disk.write('raft.state.tmp', this.latest);
    disk.sync('raft.state.tmp');
    disk.rename('raft.state.tmp', 'raft.state');
  }

  readRaftState(): Uint8Array {
    return this.latest.slice();
  }

  raftStateSize(): number {
    return this.latest.byteLength;
  }
}
