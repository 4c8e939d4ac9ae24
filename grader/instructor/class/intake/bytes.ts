/** Random access to bytes on disk or in memory. Nothing stays open, so nothing has to be closed. */
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { Broken } from './broken';

export interface Bytes {
  readonly size: number;
  /** Throws Broken if there are fewer bytes. */
  read(start: number, length: number): Promise<Buffer>;
  /** All bytes in order. */
  chunks(): AsyncIterable<Buffer>;
}

export class MemoryBytes implements Bytes {
  constructor(private readonly buffer: Buffer) {}

  get size(): number {
    return this.buffer.length;
  }

  read(start: number, length: number): Promise<Buffer> {
    if (!isWithin(this, start, length)) return Promise.reject(endsTooEarly());
    return Promise.resolve(this.buffer.subarray(start, start + length));
  }

  async *chunks(): AsyncIterable<Buffer> {
    const step = 65_536;
    for (let at = 0; at < this.size; at += step)
      yield await Promise.resolve(this.buffer.subarray(at, at + step));
  }
}

export class FileBytes implements Bytes {
  constructor(
    private readonly file: string,
    readonly size: number,
  ) {}

  async read(start: number, length: number): Promise<Buffer> {
    if (!isWithin(this, start, length)) throw endsTooEarly();
    const buffer = Buffer.alloc(length);
    const handle = await open(this.file, 'r');
    try {
      for (let done = 0; done < length;) {
        const { bytesRead } = await handle.read(buffer, done, length - done, start + done);
        if (bytesRead === 0) throw endsTooEarly();
        done += bytesRead;
      }
    } finally {
      await handle.close();
    }
    return buffer;
  }

  chunks(): AsyncIterable<Buffer> {
    return createReadStream(this.file) as AsyncIterable<Buffer>;
  }
}

function isWithin({ size }: Bytes, start: number, length: number): boolean {
  return start >= 0 && length >= 0 && start + length <= size;
}

function endsTooEarly(): Broken {
  return new Broken('ends too early: it was cut off or damaged on its way');
}
