/**
 * Syncs a spare copy and renames it to the state's name. A boot that finds a complete spare copy finishes
 * the save that a crash has interrupted.
 */
import type { Disk, PersisterShape } from '../../../contract';

const STATE = 'state';
const SPARE = 'spare';
/** Length and checksum of the bytes. */
const HEADER_BYTES = 8;

export class Persister implements PersisterShape {
  constructor(private readonly disk: Disk) {
    if (this.whole(SPARE)) this.disk.rename(SPARE, STATE);
    else this.disk.remove(SPARE);
  }

  saveRaftState(state: Uint8Array): void {
    const bytes = new Uint8Array(HEADER_BYTES + state.length);
    const header = new DataView(bytes.buffer);
    header.setUint32(0, state.length);
    header.setUint32(4, sum(state));
    bytes.set(state, HEADER_BYTES);
    this.disk.write(SPARE, bytes);
    this.disk.sync(SPARE);
    this.disk.rename(SPARE, STATE);
  }

  readRaftState(): Uint8Array {
    return this.whole(STATE) ?? new Uint8Array();
  }

  raftStateSize(): number {
    return this.readRaftState().length;
  }

  private whole(file: string): Uint8Array | undefined {
    const bytes = this.disk.read(file);
    if (!bytes || bytes.length < HEADER_BYTES) return undefined;
    const header = new DataView(bytes.buffer, bytes.byteOffset);
    const state = bytes.slice(HEADER_BYTES);
    const isWhole = header.getUint32(0) === state.length && header.getUint32(4) === sum(state);
    return isWhole ? state : undefined;
  }
}

function sum(bytes: Uint8Array): number {
  return bytes.reduce((before, byte) => (before * 33 + byte) >>> 0, 5381);
}
