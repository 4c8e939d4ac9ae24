/** Keeps the state under one name, and writes the next state under another. */
import type { Disk, PersisterShape } from '../../../contract';

export class Persister implements PersisterShape {
  private static readonly home = 'sticky.json';
  private static readonly workshop = 'sticky.json.part';

  constructor(private readonly disk: Disk) {}

  saveRaftState(state: Uint8Array): void {
    this.disk.write(Persister.workshop, state);
    this.disk.sync(Persister.workshop);
    this.disk.rename(Persister.workshop, Persister.home);
  }

  readRaftState(): Uint8Array {
    return this.disk.read(Persister.home) ?? new Uint8Array();
  }

  raftStateSize(): number {
    return this.disk.read(Persister.home)?.length ?? 0;
  }
}
