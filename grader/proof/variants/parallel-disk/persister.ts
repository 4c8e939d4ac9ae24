/**
 * Two files that are written alternately, each with a number and a checksum: the newest complete one is the
 * state.
 */
import type { Disk, PersisterShape } from '../../../contract';

const FILES = ['even', 'odd'] as const;
/** Number and checksum of a save, four bytes each, before the state. */
const HEADER = 8;

interface Slot {
  readonly number: number;
  readonly state: Uint8Array;
}

export class Persister implements PersisterShape {
  #latest: Slot;

  constructor(private readonly disk: Disk) {
    const [first, second] = FILES.map((file) => readSlot(disk.read(file)));
    this.#latest = newer(first, second) ?? { number: 0, state: new Uint8Array() };
  }

  saveRaftState(state: Uint8Array): void {
    const number = this.#latest.number + 1;
    const bytes = new Uint8Array(HEADER + state.length);
    bytes.set(state, HEADER);
    const view = new DataView(bytes.buffer);
    view.setUint32(0, number);
    view.setUint32(4, checksum(number, state));
    const file = FILES[number % 2] ?? FILES[0];
    this.disk.write(file, bytes);
    this.disk.sync(file);
    this.#latest = { number, state: state.slice() };
  }

  readRaftState(): Uint8Array {
    return this.#latest.state.slice();
  }

  raftStateSize(): number {
    return this.#latest.state.length;
  }
}

function readSlot(bytes: Uint8Array | undefined): Slot | undefined {
  if (!bytes || bytes.length < HEADER) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const number = view.getUint32(0);
  const state = bytes.slice(HEADER);
  return view.getUint32(4) === checksum(number, state) ? { number, state } : undefined;
}

function newer(one: Slot | undefined, other: Slot | undefined): Slot | undefined {
  return (one?.number ?? 0) > (other?.number ?? 0) ? one : other;
}

function checksum(number: number, state: Uint8Array): number {
  let [a, b] = [1 + (number % 65_521), 0];
  for (const byte of state) {
    a = (a + byte) % 65_521;
    b = (b + a) % 65_521;
  }
  return b * 65_536 + a;
}
