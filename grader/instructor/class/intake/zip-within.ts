/** Finds the zip in a file with other bytes before or after it, as unzip does. */
import type { Bytes } from './bytes';

const END_BYTES = 22;
const DIRECTORY = Buffer.from('PK\x01\x02', 'latin1');
const END = Buffer.from('PK\x05\x06', 'latin1');
/** Marks a zip over 4 GB, which is not searched. */
const FAR = Buffer.from('PK\x06\x07', 'latin1');
const FAR_BYTES = 20;
/** How far from the end of the file the zip may end, including a comment of 64 KiB. */
const BEHIND_BYTES_MAX = 1_000_000;
/** A file with more places that may be the end of a zip was made to be searched for long. */
const CANDIDATES_MAX = 200;
/** Stands for a value that does not fit; used in zips over 4 GB. */
const UNKNOWN = 0xffffffff;

/** @returns the bytes of the zip alone; undefined if there is none */
export async function zipWithin(file: Bytes): Promise<Bytes | undefined> {
  const from = Math.max(0, file.size - BEHIND_BYTES_MAX);
  const tail = await file.read(from, file.size - from);
  let candidates = 0;
  for (
    let at = tail.lastIndexOf(END);
    at !== -1;
    at = at === 0 ? -1 : tail.lastIndexOf(END, at - 1)
  ) {
    if (at + END_BYTES > tail.length) continue;
    if (at >= FAR_BYTES && tail.subarray(at - FAR_BYTES, at - FAR_BYTES + 4).equals(FAR))
      return undefined;
    const entries = tail.readUInt16LE(at + 10);
    const size = tail.readUInt32LE(at + 12);
    const start = tail.readUInt32LE(at + 16);
    const end = from + at + END_BYTES + tail.readUInt16LE(at + 20);
    if (size === UNKNOWN || start === UNKNOWN || end > file.size) continue;
    const directory = from + at - size;
    const before = directory - start;
    if (before < 0 || directory < 0) continue;
    if (++candidates > CANDIDATES_MAX) return undefined;
    const isOne = entries === 0 || (size > 4 && (await file.read(directory, 4)).equals(DIRECTORY));
    if (isOne) return before === 0 && end === file.size ? file : part(file, before, end);
  }
  return undefined;
}

function part(file: Bytes, start: number, end: number): Bytes {
  return {
    size: end - start,
    read: (at, length) =>
      at >= 0 && at + length <= end - start ? file.read(start + at, length) : file.read(-1, length),
    async *chunks() {
      yield await file.read(start, end - start);
    },
  };
}
