/**
 * Drives a Node process that was started with --inspect-brk=0, like an editor's debugger, over the
 * WebSocket that the process names on stderr. Supports only the part of WebSocket that Node's inspector
 * uses.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import net from 'node:net';
import path from 'node:path';
import { plainEnvironment } from './command';

const ROOT = path.join(__dirname, '..', '..');
/** Only prevents endless waiting, below jest's own time limit. It does not measure speed. */
const WAIT_MS_MAX = 120_000;

type Fields = Readonly<Record<string, unknown>>;

export interface Event {
  readonly method: string;
  readonly params: Fields;
}

/** Of a WebSocket: closing, masked, without a reason. */
const CLOSE_FRAME = Buffer.from([0x88, 0x80, 0, 0, 0, 0]);
export class Debugged {
  out = '';
  err = '';
  readonly #child: ChildProcess;
  readonly #ended: Promise<number | NodeJS.Signals | null>;
  #socket: net.Socket | undefined;
  #bytes = Buffer.alloc(0);
  #upgraded = false;
  #text = '';
  #lastId = 0;
  readonly #answers = new Map<number, (answer: Fields) => void>();
  readonly #events: Event[] = [];
  #heard: () => void = () => undefined;

  /** @param words Node's arguments after its own flags */
  constructor(
    words: readonly string[],
    cwd = ROOT,
    flags: readonly string[] = ['--inspect-brk=0'],
  ) {
    this.#child = spawn(process.execPath, [...flags, ...words], {
      cwd,
      env: plainEnvironment(),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child.stdout?.on('data', (chunk: Buffer) => (this.out += chunk.toString()));
    this.#child.stderr?.on('data', (chunk: Buffer) => {
      this.err += chunk.toString();
      this.#heard();
    });
    this.#ended = new Promise((resolve) =>
      this.#child.on('close', (code, signal) => resolve(code ?? signal)),
    );
  }

  async attach(): Promise<void> {
    const where = /ws:\/\/([\d.]+):(\d+)(\/\S+)/;
    await this.#until(() => (where.test(this.err) ? true : undefined), 'an address');
    const [, host = '', port = '', target = ''] = where.exec(this.err) ?? [];
    const socket = net.connect(Number(port), host);
    this.#socket = socket;
    socket.on('data', (chunk: Buffer) => this.#take(chunk));
    socket.on('error', () => undefined);
    socket.write(
      [
        `GET ${target} HTTP/1.1`,
        `Host: ${host}:${port}`,
        'Upgrade: websocket',
        'Connection: Upgrade',
        `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
        'Sec-WebSocket-Version: 13',
        '',
        '',
      ].join('\r\n'),
    );
    await this.#until(() => this.#upgraded || undefined, 'the upgrade');
  }

  async send(method: string, params: Fields = {}): Promise<Fields> {
    const id = ++this.#lastId;
    const answer = new Promise<Fields>((resolve) => this.#answers.set(id, resolve));
    this.#socket?.write(frame(JSON.stringify({ id, method, params })));
    const told = await answer;
    if (told['error'] !== undefined) throw new Error(`${method}: ${JSON.stringify(told['error'])}`);
    return told['result'] as Fields;
  }

  /** Takes the first matching event that was not taken before. */
  async event(method: string, fits: (params: Fields) => boolean = () => true): Promise<Fields> {
    const isIt = (event: Event) => event.method === method && fits(event.params);
    const at = await this.#until(() => {
      const index = this.#events.findIndex(isIt);
      return index === -1 ? undefined : index;
    }, method);
    const [event] = this.#events.splice(at, 1);
    return event?.params ?? {};
  }

  /** Detaches and waits for the end. @returns the exit code, or the signal that ended the process */
  async end(): Promise<number | NodeJS.Signals | null> {
    await this.#until(() => this.err.includes('Waiting for the debugger') || undefined, 'its end');
    // As a real debugger leaves. Node may crash at its end if the connection only breaks.
    this.#socket?.end(CLOSE_FRAME);
    return this.#ended;
  }

  kill(): void {
    this.#socket?.destroy();
    this.#child.kill('SIGKILL');
  }

  async #until<T>(look: () => T | undefined, what: string): Promise<T> {
    const startedMs = Date.now();
    for (;;) {
      const found = look();
      if (found !== undefined) return found;
      if (Date.now() - startedMs > WAIT_MS_MAX || this.#child.exitCode !== null)
        throw new Error(`waited in vain for ${what}\n${this.out}\n${this.err}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 500);
        this.#heard = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  #take(chunk: Buffer): void {
    this.#bytes = Buffer.concat([this.#bytes, chunk]);
    if (!this.#upgraded) {
      const end = this.#bytes.indexOf('\r\n\r\n');
      if (end === -1) return;
      this.#upgraded = true;
      this.#bytes = this.#bytes.subarray(end + 4);
    }
    for (;;) {
      const message = unframe(this.#bytes);
      if (!message) break;
      this.#bytes = this.#bytes.subarray(message.length);
      this.#text += message.text;
      if (message.isLast) this.#hear();
    }
    this.#heard();
  }

  #hear(): void {
    const told = JSON.parse(this.#text || '{}') as Fields;
    this.#text = '';
    if (typeof told['id'] === 'number') this.#answers.get(told['id'])?.(told);
    else if (typeof told['method'] === 'string')
      this.#events.push({ method: told['method'], params: (told['params'] ?? {}) as Fields });
  }
}

/** A client must mask its frames; a mask of zeros leaves the text unchanged. */
function frame(text: string): Buffer {
  const body = Buffer.from(text);
  const head = Buffer.alloc(14);
  head[0] = 0x81;
  head[1] = 0xff;
  head.writeBigUInt64BE(BigInt(body.length), 2);
  return Buffer.concat([head, body]);
}

interface Unframed {
  readonly text: string;
  readonly isLast: boolean;
  /** Length of the frame in bytes. */
  readonly length: number;
}

function unframe(bytes: Buffer): Unframed | undefined {
  if (bytes.length < 2) return undefined;
  const isLast = ((bytes[0] ?? 0) & 0x80) !== 0;
  const isText = ((bytes[0] ?? 0) & 0x0f) <= 1;
  const short = (bytes[1] ?? 0) & 0x7f;
  const head = short === 126 ? 4 : short === 127 ? 10 : 2;
  if (bytes.length < head) return undefined;
  const size =
    short === 126
      ? bytes.readUInt16BE(2)
      : short === 127
        ? Number(bytes.readBigUInt64BE(2))
        : short;
  if (bytes.length < head + size) return undefined;
  const text = isText ? bytes.subarray(head, head + size).toString() : '';
  return { text, isLast: isLast && isText, length: head + size };
}
