/** Replaces the saved state by a rename, and keeps a copy in memory for reads. */
import type { Disk, PersisterShape } from '../../../contract';

export class Persister implements PersisterShape {
  readonly #disk: Disk;
  #copy: Uint8Array | undefined;

  constructor(disk: Disk) {
    this.#disk = disk;
  }

  saveRaftState(state: Uint8Array): void {
    const disk = this.#disk;
    disk.write('incoming', state);
    disk.sync('incoming');
    disk.rename('incoming', 'kept');
    this.#copy = Uint8Array.from(state);
  }

  readRaftState(): Uint8Array {
    this.#copy ??= this.#disk.read('kept') ?? new Uint8Array();
    return Uint8Array.from(this.#copy);
  }

  raftStateSize(): number {
    return this.readRaftState().length;
  }
}
