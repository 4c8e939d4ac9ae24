/**
 * Reads a tar archive, gzipped or not, sequentially, and keeps possible student sources in memory. General
 * readers do not have the limits that this one enforces.
 */
import { Readable, pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { Bytes } from './bytes';
import { Broken } from './broken';
import type { Item } from './item';
import { HELD_BYTES_MAX, RATIO_MATTERS_BYTES, RATIO_MAX, UNPACKED_BYTES_MAX } from './limits';
import { shown, withoutDots } from './names';
import { BLOCK, readHeader, readPax, readText, type TarHeader } from './tar-header';

/** The longest name in a block of its own. */
const RECORD_BYTES_MAX = 65_536;
/** On average, tools write at most one record before a file. */
const RECORDS_EACH = 1;

/** @param isWorthHolding whether the content may be needed later */
export async function tarItems(
  bytes: Bytes,
  entriesMax: number,
  isWorthHolding: (path: string, bytes: number) => boolean,
): Promise<readonly Item[]> {
  const input = new Input(await unpacked(bytes), bytes.size);
  const items: Item[] = [];
  let held = 0;
  let blocks = 0;
  /**
   * The next block of an entry or of a record. Records count against the limit, because they take as much
   * work and compress as well.
   */
  const nextBlock = (): Promise<Buffer> => {
    if (++blocks > entriesMax * (1 + RECORDS_EACH))
      throw new Broken(`holds more than ${entriesMax} entries, and no more are read`);
    return input.take(BLOCK, 'or nothing');
  };
  try {
    for (let entries = 0; ; entries++) {
      if (entries > entriesMax)
        throw new Broken(`holds more than ${entriesMax} entries, and no more are read`);
      const header = await nextHeader(input, nextBlock);
      if (!header) return items;
      const path = withoutDots(header.name);
      const size = header.bytes;
      const kind = kindOf(header);
      if (kind === 'folder') continue;
      const hasData = kind === 'file' || !/^[1-6]$/.test(header.type);
      const isHeld = kind === 'file' && isWorthHolding(path, size);
      if (isHeld) held += size;
      if (held > HELD_BYTES_MAX)
        throw new Broken(`holds over ${HELD_BYTES_MAX / 1_000_000} MB of sources`);
      const content = isHeld ? await input.take(size) : undefined;
      if (!isHeld && hasData) await input.skip(size);
      if (hasData) await input.skip((BLOCK - (size % BLOCK)) % BLOCK);
      items.push({ path, kind, bytes: size, read: () => heldContent(path, content) });
    }
  } catch (thrown) {
    if (!isOfGzip(thrown)) throw thrown;
    throw new Broken('is damaged or cut off: it cannot be unpacked to its end');
  } finally {
    await input.close();
  }
}

function isOfGzip(thrown: unknown): boolean {
  const { code } = thrown as { readonly code?: unknown };
  return typeof code === 'string' && code.startsWith('Z_') && code !== 'Z_MEM_ERROR';
}

function heldContent(path: string, content: Buffer | undefined): Promise<Buffer> {
  if (content) return Promise.resolve(content);
  return Promise.reject(new Error(`${shown(path)} was not worth holding, and now it is asked for`));
}

function kindOf({ type, name }: TarHeader): Item['kind'] | 'folder' {
  if (type === '5' || (type === '0' && name.endsWith('/'))) return 'folder';
  if (type === '0') return 'file';
  return type === '1' || type === '2' ? 'link' : 'other';
}

/** Reads the records with long names, and then the header to which they belong. */
async function nextHeader(
  input: Input,
  nextBlock: () => Promise<Buffer>,
): Promise<TarHeader | undefined> {
  let name: string | undefined;
  let size: number | undefined;
  for (;;) {
    const block = await nextBlock();
    const header = block.length === 0 ? undefined : readHeader(block);
    if (!header) return undefined;
    const { type, bytes } = header;
    if (!/^[xgLK]$/.test(type))
      return { ...header, name: name ?? header.name, bytes: size ?? header.bytes };
    if (bytes > RECORD_BYTES_MAX)
      throw new Broken('has a name in it that is longer than any file name can be');
    const record = await input.take(bytes);
    await input.skip((BLOCK - (bytes % BLOCK)) % BLOCK);
    if (type === 'L') name = readText(record);
    if (type !== 'x') continue;
    const pax = readPax(record);
    name = pax.path ?? name;
    size = pax.size ?? size;
  }
}

const GZIP = Buffer.from([0x1f, 0x8b]);

async function unpacked(bytes: Bytes): Promise<AsyncIterable<Buffer>> {
  const start = await bytes.read(0, Math.min(bytes.size, GZIP.length));
  if (!start.equals(GZIP)) return bytes.chunks();
  const gunzip = createGunzip();
  // Errors of both streams are thrown by the last one.
  pipeline(Readable.from(bytes.chunks()), gunzip, () => undefined);
  return gunzip as AsyncIterable<Buffer>;
}

/** The unpacked bytes, read in pieces, within limits. */
class Input {
  readonly #chunks: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);
  #total = 0;

  constructor(
    chunks: AsyncIterable<Buffer>,
    private readonly packed: number,
  ) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  async take(length: number, orNothing?: 'or nothing'): Promise<Buffer> {
    const parts: Buffer[] = [];
    for (let missing = length; missing > 0;) {
      if (this.#rest.length === 0 && !(await this.#more())) {
        if (orNothing && missing === length) return Buffer.alloc(0);
        throw new Broken('ends too early: it was cut off or damaged on its way');
      }
      const part = this.#rest.subarray(0, missing);
      this.#rest = this.#rest.subarray(part.length);
      missing -= part.length;
      parts.push(part);
    }
    return Buffer.concat(parts);
  }

  async skip(length: number): Promise<void> {
    for (let missing = length; missing > 0;) {
      if (this.#rest.length === 0 && !(await this.#more()))
        throw new Broken('ends too early: it was cut off or damaged on its way');
      const skipped = Math.min(missing, this.#rest.length);
      this.#rest = this.#rest.subarray(skipped);
      missing -= skipped;
    }
  }

  async close(): Promise<void> {
    await this.#chunks.return?.();
  }

  async #more(): Promise<boolean> {
    const next = await this.#chunks.next();
    if (next.done) return false;
    this.#rest = next.value;
    this.#total += next.value.length;
    const isBomb = this.#total > RATIO_MATTERS_BYTES && this.#total > this.packed * RATIO_MAX;
    if (isBomb) throw new Broken(`is an archive bomb: ${this.packed} bytes unpack to gigabytes`);
    if (this.#total > UNPACKED_BYTES_MAX)
      throw new Broken(
        `unpacks to over ${UNPACKED_BYTES_MAX / 1_000_000} MB, and no more is read (is node_modules in it?)`,
      );
    return true;
  }
}
