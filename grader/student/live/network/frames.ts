/**
 * The format of messages between servers: four bytes of length, a line that describes the message,
 * and the JSON text from the student's code.
 */

/** A handler returns at most 64 million characters of at most three bytes each. */
const FRAME_BYTES_MAX = 200_000_000;
const LENGTH_BYTES = 4;

export interface Frame {
  readonly words: readonly string[];
  /** JSON text, or empty. */
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

/** Splits a connection's bytes into messages. */
export class FrameReader {
  #chunks: Buffer[] = [];
  #length = 0;

  /** @throws RangeError if the bytes cannot come from a server */
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

  /**
   * Joins chunks until at least this many bytes are in one piece. A long message is joined only
   * once.
   */
  #joined(least: number): Buffer {
    const [first] = this.#chunks;
    if (first && first.length >= least) return first;
    const joined = Buffer.concat(this.#chunks);
    this.#chunks = [joined];
    return joined;
  }
}
