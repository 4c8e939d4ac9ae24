/**
 * A correct Persister with two slots, of which the older one is overwritten. It cleans up when it is
 * created.
 */
import type { Disk, PersisterShape } from '../../../grader/contract';

interface Slot {
  readonly file: string;
  readonly version: number;
  readonly state: Uint8Array;
}

/** Version and checksum, four bytes each. */
const HEADER_BYTES = 8;

export class Persister implements PersisterShape {
  #newest: Slot | undefined;

  constructor(private readonly disk: Disk) {
    for (const file of ['slot-a', 'slot-b']) {
      const slot = this.#read(file);
      if (!slot) disk.remove(file);
      else if (slot.version > (this.#newest?.version ?? 0)) this.#newest = slot;
    }
  }

  saveRaftState(state: Uint8Array): void {
    const slot: Slot = {
      file: this.#newest?.file === 'slot-a' ? 'slot-b' : 'slot-a',
      version: (this.#newest?.version ?? 0) + 1,
      state: state.slice(),
    };
    const bytes = new Uint8Array(HEADER_BYTES + state.length);
    const header = new DataView(bytes.buffer);
    header.setUint32(0, slot.version);
    header.setUint32(4, checksum(slot.version, state));
    bytes.set(state, HEADER_BYTES);
    this.disk.write(slot.file, bytes);
    this.disk.sync(slot.file);
    this.#newest = slot;
  }

  readRaftState(): Uint8Array {
    return this.#newest?.state.slice() ?? new Uint8Array(0);
  }

  raftStateSize(): number {
    return this.#newest?.state.length ?? 0;
  }

  #read(file: string): Slot | undefined {
    const bytes = this.disk.read(file);
    if (!bytes || bytes.length < HEADER_BYTES) return undefined;
    const header = new DataView(bytes.buffer, bytes.byteOffset);
    const [version, sum] = [header.getUint32(0), header.getUint32(4)];
    const state = bytes.slice(HEADER_BYTES);
    return checksum(version, state) === sum ? { file, version, state } : undefined;
  }
}

function checksum(version: number, bytes: Uint8Array): number {
  let sum = version ^ bytes.length;
  for (const byte of bytes) sum = (Math.imul(sum, 31) + byte) >>> 0;
  return sum;
}
