/**
 * Reads the requests of Redis clients: arrays of byte strings, or lines that people type. Reads
 * bytes as they arrive and keeps at most one request of bounded size. A request that is too big is
 * read to its end and rejected. (npm's Redis parsers read replies only, without bounds and without
 * lines.)
 */

/** The words of a request, one character per byte, or the reason why there are none. */
export type Request =
  | { readonly kind: 'words'; readonly words: readonly string[] }
  | { readonly kind: 'tooBig' }
  /** Nothing that follows can be parsed. */
  | { readonly kind: 'broken'; readonly why: string };

/** As in Redis. */
const LINE_BYTES_MAX = 65_536;
const WORDS_MAX = 1_048_576;
const WORD_BYTES_MAX = 536_870_912;
/** The maximum size of a request that is kept. */
const KEPT_BYTES_MAX = 4_000_000;
const EMPTY = Buffer.alloc(0);
/** A web page can make a browser send any method and path to a local port: `SET /x HTTP/1.1`. */
const OF_A_BROWSER = / HTTP\/\d(?:\.\d)?\s*$/i;

export class RequestReader {
  #rest: Buffer = EMPTY;
  #at = 0;
  /** Words of the current request. */
  #words: string[] = [];
  #wordsLeft = 0;
  #keptBytes = 0;
  #isTooBig = false;
  /** Bytes left of a word that is not kept. */
  #skipBytes = 0;
  #isBroken = false;

  push(chunk: Buffer): void {
    if (this.#isBroken) return;
    const left = this.#rest.subarray(this.#at);
    this.#rest = left.length === 0 ? chunk : Buffer.concat([left, chunk]);
    this.#at = 0;
  }

  /** @returns undefined until a whole request has arrived */
  next(): Request | undefined {
    while (!this.#isBroken) {
      if (!this.#skip()) return undefined;
      if (this.#wordsLeft > 0) {
        const word = this.#word();
        if (word === undefined) return undefined;
        if (typeof word === 'object') return word;
        if (--this.#wordsLeft === 0 && this.#skipBytes === 0) return this.#whole();
        continue;
      }
      if (this.#words.length > 0 || this.#isTooBig) return this.#whole();
      const begun = this.#first();
      if (begun !== 'begun') return begun;
    }
    return undefined;
  }

  #whole(): Request {
    const words = this.#words;
    const isTooBig = this.#isTooBig;
    this.#words = [];
    this.#keptBytes = 0;
    this.#isTooBig = false;
    return isTooBig ? { kind: 'tooBig' } : { kind: 'words', words };
  }

  /** @returns whether all bytes to skip have arrived */
  #skip(): boolean {
    const skipped = Math.min(this.#skipBytes, this.#rest.length - this.#at);
    this.#at += skipped;
    this.#skipBytes -= skipped;
    return this.#skipBytes === 0;
  }

  /** Reads the first line of a request. */
  #first(): 'begun' | Request | undefined {
    if (this.#rest.length > this.#at && this.#rest[this.#at] !== 0x2a) return this.#typed();
    const line = this.#line('too big mbulk count string');
    if (typeof line !== 'string') return line;
    const count = numberIn(line.slice(1));
    if (count === undefined || count > WORDS_MAX) return this.#broken('invalid multibulk length');
    this.#wordsLeft = Math.max(0, count);
    return 'begun';
  }

  #typed(): 'begun' | Request | undefined {
    const line = this.#line('too big inline request');
    if (typeof line !== 'string') return line;
    if (OF_A_BROWSER.test(line)) return this.#broken('no page is served here');
    const words = typedWords(line);
    if (!words) return this.#broken('unbalanced quotes in request');
    return words.length === 0 ? 'begun' : { kind: 'words', words };
  }

  #word(): '' | Request | undefined {
    const before = this.#at;
    const line = this.#line('too big bulk count string');
    if (typeof line !== 'string') return line;
    if (!line.startsWith('$'))
      return this.#broken(`expected '$', got '${line.slice(0, 1).replace(/[^ -~]/, ' ') || ' '}'`);
    const length = numberIn(line.slice(1));
    if (length === undefined || length < 0 || length > WORD_BYTES_MAX)
      return this.#broken('invalid bulk length');
    if (this.#isTooBig || this.#keptBytes + length > KEPT_BYTES_MAX) {
      this.#isTooBig = true;
      this.#words = [];
      this.#skipBytes = length + 2;
      this.#skip();
      return '';
    }
    if (this.#rest.length - this.#at < length + 2) {
      this.#at = before;
      return undefined;
    }
    this.#words.push(this.#rest.toString('latin1', this.#at, this.#at + length));
    this.#keptBytes += length;
    this.#at += length + 2;
    return '';
  }

  #line(tooLong: string): string | Request | undefined {
    const end = this.#rest.indexOf(0x0a, this.#at);
    if ((end === -1 ? this.#rest.length : end) - this.#at > LINE_BYTES_MAX)
      return this.#broken(tooLong);
    if (end === -1) return undefined;
    const line = this.#rest.toString('latin1', this.#at, end).replace(/\r$/, '');
    this.#at = end + 1;
    return line;
  }

  #broken(why: string): Request {
    this.#isBroken = true;
    this.#rest = EMPTY;
    return { kind: 'broken', why };
  }
}

function numberIn(text: string): number | undefined {
  return /^-?\d{1,10}$/.test(text) ? Number(text) : undefined;
}

const ESCAPED: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  b: '\b',
  a: '\x07',
};
const WORD = /\s*(?:"((?:\\[^]|[^"\\])*)"|'((?:\\'|[^'])*)'|((?:[^\s"'])+))(?=\s|$)/y;

/** @returns undefined if the quotes do not match */
function typedWords(line: string): string[] | undefined {
  const words: string[] = [];
  const end = line.trimEnd().length;
  for (let at = 0; at < end;) {
    WORD.lastIndex = at;
    const match = WORD.exec(line);
    if (!match) return undefined;
    const [whole, double, single, plain] = match;
    words.push(plain ?? single?.replaceAll("\\'", "'") ?? unescaped(double ?? ''));
    at += whole.length;
  }
  return words;
}

function unescaped(text: string): string {
  return text.replace(/\\(?:x([0-9a-fA-F]{2})|([^]))/g, (_, hex?: string, letter = '') =>
    hex === undefined
      ? (ESCAPED[letter as string] ?? String(letter))
      : String.fromCharCode(parseInt(hex, 16)),
  );
}
