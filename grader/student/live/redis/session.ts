/**
 * One client's connection: requests are passed on as they arrive and answered in order. If a client
 * sends faster than it is answered, or does not read the answers, the session pauses reading.
 */
import type { Socket } from 'node:net';
import { type Answer, Failure } from '../service/map';
import { replyText } from './replies';
import { type Request, RequestReader } from './requests';

export interface Answering {
  answer(words: readonly string[], done: (answer: Answer) => void): void;
}

interface Place {
  answer: Answer;
  isThere: boolean;
}

const OPEN_MAX = 2_000;
const UNREAD_BYTES_MAX = 16_000_000;
const WRITE_CHARS = 65_536;
const TOO_BIG = new Failure('ERR a value has at most 1 MB here, and a request 4 MB');

export class Session {
  readonly #reader = new RequestReader();
  /** In the order of the requests. */
  #open: Place[] = [];
  #isLast = false;
  #isTaking = false;
  #isScheduled = false;

  constructor(
    private readonly socket: Socket,
    private readonly door: Answering,
  ) {
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => {
      this.#reader.push(chunk);
      this.#go();
    });
    socket.on('drain', () => this.#go());
  }

  end(): void {
    this.socket.destroy();
  }

  /** Reads requests and writes answers as long as there is room. */
  #go(): void {
    if (this.#isTaking) return;
    this.#isTaking = true;
    for (;;) {
      this.#write();
      const request = this.#hasRoom ? this.#reader.next() : undefined;
      if (!request) break;
      this.#take(request);
    }
    this.#isTaking = false;
    if (this.#hasRoom || this.#isLast) this.socket.resume();
    else this.socket.pause();
  }

  /** Many answers become ready at once: they are written together. */
  #goSoon(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      this.#go();
    });
  }

  get #hasRoom(): boolean {
    return (
      !this.#isLast && this.#open.length < OPEN_MAX && this.socket.writableLength < UNREAD_BYTES_MAX
    );
  }

  #take(request: Request): void {
    const place: Place = { answer: undefined, isThere: false };
    this.#open.push(place);
    const done = (answer: Answer) => {
      place.answer = answer;
      place.isThere = true;
      if (!this.#isTaking) this.#goSoon();
    };
    if (request.kind === 'words') {
      const [name = ''] = request.words;
      this.#isLast = name.toLowerCase() === 'quit';
      this.door.answer(request.words, done);
    } else if (request.kind === 'tooBig') {
      done(TOO_BIG);
    } else {
      this.#isLast = true;
      done(new Failure(`ERR Protocol error: ${request.why}`));
    }
  }

  #write(): void {
    let text = '';
    let written = 0;
    for (const { answer, isThere } of this.#open) {
      if (!isThere || this.socket.writableLength > UNREAD_BYTES_MAX) break;
      text += replyText(answer);
      written++;
      if (text.length < WRITE_CHARS) continue;
      this.#send(text);
      text = '';
    }
    if (written > 0) this.#open.splice(0, written);
    if (text !== '') this.#send(text);
    if (this.#isLast && this.#open.length === 0) this.socket.end();
  }

  #send(text: string): void {
    if (!this.socket.destroyed) this.socket.write(text, 'latin1');
  }
}
