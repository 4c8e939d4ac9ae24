/**
 * The format of messages between servers: four bytes of length, a line that says what the message is, and the
 * JSON as the student's code made it.
 */

/** A handler hands out 64 million characters at most; each takes three bytes at most. */
const FRAME_BYTES_MAX = 200_000_000;
const LENGTH_BYTES = 4;

export interface Frame {
  readonly words: readonly string[];
  /** JSON, or nothing. */
  readonly body: string;
}

export function written(words: readonly string[], body = ''): Buffer {
  const text = `${words.join(' ')}\n${body}`;
  const length = Buffer.byteLength(text);
  const bytes = Buffer.allocUnsafe(LENGTH_BYTES + length);
  bytes.writeUInt32BE(length);
  bytes.write(text, LENGTH_BYTES);
  return bytes;
}

/** Takes a connection's bytes as they come. */
export class FrameReader {
  #chunks: Buffer[] = [];
  #length = 0;

  /** @throws RangeError for what no server sends */
  *take(chunk: Buffer): Generator<Frame> {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
    for (;;) {
      if (this.#length < LENGTH_BYTES) return;
      const length = this.#joined(LENGTH_BYTES).readUInt32BE();
      if (length > FRAME_BYTES_MAX) throw new RangeError(`a message of ${length} bytes`);
      const whole = LENGTH_BYTES + length;
      if (this.#length < whole) return;
      const bytes = this.#joined(whole);
      const text = bytes.toString('utf8', LENGTH_BYTES, whole);
      this.#chunks = [bytes.subarray(whole)];
      this.#length -= whole;
      const end = text.indexOf('\n');
      yield { words: text.slice(0, end).split(' '), body: text.slice(end + 1) };
    }
  }

  /** At least this many bytes in one piece. A long message is put together only once. */
  #joined(least: number): Buffer {
    const [first] = this.#chunks;
    if (first && first.length >= least) return first;
    const joined = Buffer.concat(this.#chunks);
    this.#chunks = [joined];
    return joined;
  }
}
