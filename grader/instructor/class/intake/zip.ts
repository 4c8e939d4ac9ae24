/**
 * Reads a zip without writing to disk, and trusts none of its numbers. yauzl reads the directory; contents
 * are unpacked here, one by one, within the declared size.
 */
import { promisify } from 'node:util';
import { crc32, inflateRaw } from 'node:zlib';
import yauzl, { type Entry, type ZipFile } from 'yauzl';
import type { Bytes } from './bytes';
import { Broken } from './broken';
import { isOfSystem, type Item } from './item';
import { RATIO_MATTERS_BYTES, RATIO_MAX } from './limits';
import { shown, withoutDots } from './names';
import { zipWithin } from './zip-within';

const inflate = promisify<Buffer, { maxOutputLength: number }, Buffer>(inflateRaw);

/** Length of a local header, which precedes the data. */
const HEADER_BYTES = 30;

export async function zipItems(file: Bytes, entriesMax: number): Promise<readonly Item[]> {
  const bytes = (await zipWithin(file)) ?? file;
  const zip = await openZip(bytes);
  // Without a listener, a late error would end the program.
  zip.on('error', () => undefined);
  if (zip.entryCount > entriesMax)
    throw new Broken(`holds ${zip.entryCount} entries, and at most ${entriesMax} are read`);
  const entries = await entriesOf(zip);
  refuseOverlap(entries);
  refuseBomb(entries, bytes.size);
  return entries.filter((entry) => !isFolder(entry)).map((entry) => itemOf(entry, zip, bytes));
}

/** Gives yauzl access to the bytes. Rejects positions outside the file instead of throwing. */
class Window extends yauzl.RandomAccessReader {
  #start = 0;
  #block: Buffer = Buffer.alloc(0);

  constructor(private readonly bytes: Bytes) {
    super();
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null) => void,
  ): void {
    this.#part(position, length).then(
      (part) => {
        part.copy(buffer, offset);
        callback(null);
      },
      (thrown: unknown) => callback(thrown instanceof Error ? thrown : new Error(String(thrown))),
    );
  }

  /** yauzl reads the directory in thousands of small steps; this reads the file in a few large ones. */
  async #part(position: number, length: number): Promise<Buffer> {
    const at = position - this.#start;
    if (!(at >= 0 && at + length <= this.#block.length)) {
      const ahead = Math.min(
        Math.max(length, 65_536),
        Math.max(this.bytes.size - position, length),
      );
      this.#block = await this.bytes.read(position, ahead);
      this.#start = position;
    }
    return this.#block.subarray(position - this.#start, position - this.#start + length);
  }
}

async function openZip(bytes: Bytes): Promise<ZipFile> {
  try {
    return await yauzl.fromRandomAccessReaderPromise(new Window(bytes), bytes.size, {
      autoClose: false,
      // One bad name or size must not spoil the rest, so both are checked here.
      decodeStrings: false,
      validateEntrySizes: false,
    });
  } catch (thrown) {
    throw brokenZip(thrown);
  }
}

async function entriesOf(zip: ZipFile): Promise<readonly Entry[]> {
  const entries: Entry[] = [];
  try {
    for await (const entry of zip.eachEntry()) entries.push(entry);
  } catch (thrown) {
    throw brokenZip(thrown);
  }
  return entries;
}

function brokenZip(thrown: unknown): Error {
  if (isOfSystem(thrown) || thrown instanceof Broken) return thrown as Error;
  const { message } = thrown as Error;
  if (message.includes('encryption')) return new Broken('is locked with a password');
  if (message.includes('multi-disk')) return new Broken('is one part of a zip in several parts');
  return new Broken(`is not a complete zip (${shown(message)})`);
}

/** Detects bombs that contain their data once and list it a thousand times. */
function refuseOverlap(entries: readonly Entry[]): void {
  const inOrder = entries.toSorted(
    (a, b) => a.relativeOffsetOfLocalHeader - b.relativeOffsetOfLocalHeader,
  );
  let end = 0;
  for (const { relativeOffsetOfLocalHeader: start, compressedSize } of inOrder) {
    if (start < end)
      throw new Broken('is not a valid zip: several of its entries share their data');
    end = start + HEADER_BYTES + compressedSize;
  }
}

function refuseBomb(entries: readonly Entry[], packed: number): void {
  const unpacked = entries.reduce((sum, { uncompressedSize }) => sum + uncompressedSize, 0);
  if (unpacked > RATIO_MATTERS_BYTES && unpacked > packed * RATIO_MAX)
    throw new Broken(
      `is a zip bomb: ${packed} bytes would unpack to ${Math.round(unpacked / 1_000_000)} MB`,
    );
}

function itemOf(entry: Entry, zip: ZipFile, bytes: Bytes): Item {
  return {
    path: nameOf(entry),
    kind: kindOf(entry),
    bytes: entry.uncompressedSize,
    read: () => contentOf(entry, zip, bytes),
  };
}

/** Many tools write UTF-8 without marking it, and old .NET tools write backslashes for slashes. */
function nameOf({ fileNameRaw, generalPurposeBitFlag, extraFields }: Entry): string {
  const flags = generalPurposeBitFlag | (isUtf8(fileNameRaw) ? 0x800 : 0);
  const name = yauzl.getFileNameLowLevel(flags, fileNameRaw, extraFields, true);
  return withoutDots(name.replaceAll('\\', '/'));
}

function isUtf8(bytes: Buffer): boolean {
  return Buffer.from(bytes.toString('utf8')).equals(bytes);
}

const UNIX_KIND = 0o170000;

function kindOf({ externalFileAttributes, versionMadeBy }: Entry): Item['kind'] {
  const kind = (externalFileAttributes >>> 16) & UNIX_KIND;
  if (kind === 0o120000) return 'link';
  const isUnix = [3, 19].includes(versionMadeBy >>> 8);
  return isUnix && kind !== 0 && kind !== 0o100000 ? 'other' : 'file';
}

function isFolder(entry: Entry): boolean {
  return nameOf(entry).endsWith('/');
}

async function contentOf(entry: Entry, zip: ZipFile, bytes: Bytes): Promise<Buffer> {
  const { compressedSize, compressionMethod, uncompressedSize } = entry;
  const name = shown(nameOf(entry));
  if (entry.isEncrypted()) throw new Broken(`is locked with a password (${name})`);
  // Data that does not compress becomes slightly larger.
  if (compressedSize > uncompressedSize * 1.01 + 1000) throw lying(name);
  const content = await unpack();
  if (content.length !== uncompressedSize) throw lying(name);
  if (crc32(content) !== entry.crc32)
    throw new Broken(`is damaged: ${name} in it does not match its checksum`);
  return content;

  async function unpack(): Promise<Buffer> {
    const packed = await bytes.read(await startOf(), compressedSize);
    if (compressionMethod === 0) return packed;
    if (compressionMethod !== 8)
      throw new Broken(
        `compresses ${name} in a way that cannot be read here (${compressionMethod})`,
      );
    try {
      return await inflate(packed, { maxOutputLength: Math.max(uncompressedSize, 1) });
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw lying(name);
      throw new Broken(`is damaged: ${name} in it cannot be unpacked`);
    }
  }

  async function startOf(): Promise<number> {
    try {
      return (await zip.readLocalFileHeaderPromise(entry, { minimal: true })).fileDataStart;
    } catch (thrown) {
      throw brokenZip(thrown);
    }
  }
}

function lying(name: string): Broken {
  return new Broken(`is damaged: ${name} in it does not have the size that the zip states`);
}
