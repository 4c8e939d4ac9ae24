/**
 * Saves every state in a file of its own generation. The length at its beginning reveals a torn write. The
 * previous generation is removed only when the new one is synced.
 */
import type { Disk, PersisterShape } from '../../../contract';

const HEADER_BYTES = 4;
/**
 * More than the number of generations that exist at once, because each save removes the previous one.
 */
const GENERATIONS = 4;

export class Persister implements PersisterShape {
  #generation = 0;
  #state: Uint8Array = new Uint8Array();

  constructor(private readonly disk: Disk) {
    const whole = Array.from({ length: GENERATIONS }, (_, generation) => this.#read(generation));
    // After a crash, two can be complete. The newer one is the one without a successor.
    const newest = whole.findIndex(
      (state, i) => state !== undefined && whole[(i + 1) % GENERATIONS] === undefined,
    );
    if (newest < 0) return;
    this.#generation = newest;
    this.#state = whole[newest] ?? new Uint8Array();
    for (let i = 0; i < GENERATIONS; i++) if (i !== newest) disk.remove(fileOf(i));
  }

  saveRaftState(state: Uint8Array): void {
    const before = fileOf(this.#generation);
    this.#generation = (this.#generation + 1) % GENERATIONS;
    const file = fileOf(this.#generation);
    const bytes = new Uint8Array(HEADER_BYTES + state.length);
    new DataView(bytes.buffer).setUint32(0, state.length);
    bytes.set(state, HEADER_BYTES);
    this.disk.write(file, bytes);
    this.disk.sync(file);
    this.disk.remove(before);
    this.#state = state.slice();
  }

  readRaftState(): Uint8Array {
    return this.#state.slice();
  }

  raftStateSize(): number {
    return this.#state.length;
  }

  #read(generation: number): Uint8Array | undefined {
    const bytes = this.disk.read(fileOf(generation));
    if (!bytes || bytes.length < HEADER_BYTES) return undefined;
    const state = bytes.slice(HEADER_BYTES);
    const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
    return state.length === length ? state : undefined;
  }
}

function fileOf(generation: number): string {
  return `state-${generation}`;
}
