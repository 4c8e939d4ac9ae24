/** Saves under a second name and renames. Removes what an interrupted save has left behind. */
import type { Disk, PersisterShape } from '../../../contract';

export class Persister implements PersisterShape {
  readonly #disk: Disk;
  #size: number;

  constructor(disk: Disk) {
    this.#disk = disk;
    disk.remove('journal.draft');
    this.#size = disk.read('journal')?.length ?? 0;
  }

  saveRaftState(state: Uint8Array): void {
    this.#disk.write('journal.draft', state);
    this.#disk.sync('journal.draft');
    this.#disk.rename('journal.draft', 'journal');
    this.#size = state.length;
  }

  readRaftState(): Uint8Array {
    return this.#disk.read('journal') ?? new Uint8Array();
  }

  raftStateSize(): number {
    return this.#size;
  }
}
