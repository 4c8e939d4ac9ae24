/** Archives for tests: honest ones from the usual libraries, and forged ones written byte by byte. */
import { crc32, deflateRawSync, gzipSync } from 'node:zlib';
import { buffer } from 'node:stream/consumers';
import { type Header, pack } from 'tar-stream';
import { ZipFile } from 'yazl';

type Files = Readonly<Record<string, string | Buffer>>;

/** The smallest submission. */
export const RAFT: Files = {
  'raft.ts': 'export class Raft {}\n',
  'persister.ts': 'export class Persister {}\n',
};

export function below(folder: string, files: Files = RAFT): Files {
  return Object.fromEntries(
    Object.entries(files).map(([name, text]) => [`${folder}/${name}`, text]),
  );
}

export async function zipOf(files: Files): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, text] of Object.entries(files)) zip.addBuffer(Buffer.from(text), name);
  zip.end();
  return buffer(zip.outputStream);
}

/** An entry of a forged zip. */
export interface Forged {
  readonly name: string | Buffer;
  readonly content?: string | Buffer;
  readonly flags?: number;
  readonly method?: number;
  /** The size in the directory, if it lies. */
  readonly saysBytes?: number;
  readonly saysPacked?: number;
  readonly saysCrc?: number;
  /** The upper half is the Unix mode. */
  readonly attributes?: number;
  /** Uses the data of the entry with this number instead of its own. */
  readonly dataOf?: number;
}

export function forgedZip(entries: readonly Forged[], saysEntries = entries.length): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  const offsets: number[] = [];
  let at = 0;
  for (const entry of entries) {
    const { flags = 0x800, method = 8, attributes = 0 } = entry;
    const name = Buffer.from(entry.name);
    const content = Buffer.from(entry.content ?? '');
    const data = method === 8 ? deflateRawSync(content) : content;
    const figures = Buffer.alloc(26);
    figures.writeUInt16LE(20, 0);
    figures.writeUInt16LE(flags, 2);
    figures.writeUInt16LE(method, 4);
    figures.writeUInt32LE(entry.saysCrc ?? crc32(content), 10);
    figures.writeUInt32LE(entry.saysPacked ?? data.length, 14);
    figures.writeUInt32LE(entry.saysBytes ?? content.length, 18);
    figures.writeUInt16LE(name.length, 22);
    const offset = entry.dataOf === undefined ? at : (offsets[entry.dataOf] ?? 0);
    offsets.push(offset);
    if (entry.dataOf === undefined) {
      const local = Buffer.concat([Buffer.from('PK\x03\x04'), figures, name, data]);
      parts.push(local);
      at += local.length;
    }
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(attributes, 6);
    tail.writeUInt32LE(offset, 10);
    const madeByUnix = Buffer.from([20, 3]);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02'), madeByUnix, figures, tail, name]));
  }
  const listing = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(saysEntries, 4);
  end.writeUInt16LE(saysEntries, 6);
  end.writeUInt32LE(listing.length, 8);
  end.writeUInt32LE(at, 12);
  return Buffer.concat([...parts, listing, Buffer.from('PK\x05\x06'), end]);
}

export const UNIX_LINK = 0o120777 * 0x10000;
export const UNIX_PIPE = 0o010644 * 0x10000;

export type TarEntry = readonly [
  header: Partial<Header> & Pick<Header, 'name'>,
  content?: string | Buffer,
];

export async function tarOf(files: Files, odd: readonly TarEntry[] = []): Promise<Buffer> {
  const tar = pack();
  for (const [name, text] of Object.entries(files)) tar.entry({ name }, Buffer.from(text));
  for (const [header, content] of odd) tar.entry(header, Buffer.from(content ?? ''));
  tar.finalize();
  return buffer(tar);
}

export async function tarGzOf(files: Files, odd: readonly TarEntry[] = []): Promise<Buffer> {
  return gzipSync(await tarOf(files, odd));
}

/** The header and content of a tar entry, with any type and size. */
export function forgedTar(name: string, type: string, says: string | Buffer, content = ''): Buffer {
  const header = Buffer.alloc(512);
  header.write(name, 0);
  Buffer.from(says).copy(header, 124);
  header.write(type, 156);
  header.write('ustar\x0000', 257);
  header.write('        ', 148);
  const checksum = header.reduce((sum, byte) => sum + byte, 0);
  header.write(`${checksum.toString(8).padStart(6, '0')}\0 `, 148);
  const padding = Buffer.alloc((512 - (content.length % 512)) % 512);
  return Buffer.concat([header, Buffer.from(content), padding]);
}

export function octal(bytes: number): string {
  return bytes.toString(8).padStart(11, '0');
}
