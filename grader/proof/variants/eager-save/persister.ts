/**
 * Two slots that are written alternately. Each save has a number and a checksum; the newest complete one
 * counts.
 */
import type { Disk, PersisterShape } from '../../../contract';

const SLOTS = ['slot-0', 'slot-1'] as const;
/** Number and checksum, four bytes each. */
const HEADER_BYTES = 8;

export class Persister implements PersisterShape {
  private number = 0;
  private state = new Uint8Array();

  constructor(private readonly disk: Disk) {
    for (const slot of SLOTS) {
      const bytes = disk.read(slot);
      if (bytes === undefined || bytes.length < HEADER_BYTES) continue;
      const header = new DataView(bytes.buffer, bytes.byteOffset);
      const number = header.getUint32(0);
      const state = bytes.slice(HEADER_BYTES);
      if (number <= this.number || header.getUint32(4) !== checksum(number, state)) continue;
      this.number = number;
      this.state = state;
    }
  }

  saveRaftState(state: Uint8Array): void {
    this.number += 1;
    this.state = state.slice();
    const bytes = new Uint8Array(HEADER_BYTES + state.length);
    const header = new DataView(bytes.buffer);
    header.setUint32(0, this.number);
    header.setUint32(4, checksum(this.number, state));
    bytes.set(state, HEADER_BYTES);
    const slot = this.number % 2 === 0 ? 'slot-0' : 'slot-1';
    this.disk.write(slot, bytes);
    this.disk.sync(slot);
  }

  readRaftState(): Uint8Array {
    return this.state.slice();
  }

  raftStateSize(): number {
    return this.state.length;
  }
}

/** Fletcher's checksum, seeded with the number and the length. */
function checksum(number: number, bytes: Uint8Array): number {
  let low = (number + bytes.length) % 65535;
  let high = 1;
  for (const byte of bytes) {
    low = (low + byte + 1) % 65535;
    high = (high + low) % 65535;
  }
  return high * 65536 + low;
}
