/**
 * Serves the playground to a browser on this computer: its page, a stream of news, and an address
 * for requests. It listens only on 127.0.0.1, and guard.ts decides which requests it accepts.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Guard, type Refused } from './guard';
import { CHARS_MAX } from '../../runs/replay/read-schedule';
import type { PageFile, PageFiles } from '../page-bundle/page-files';
import type { PlayCommand } from './play-state';
import { readCommand } from './read-command';

/** What a page shows and controls: the playground's session, or a cluster that runs for real. */
interface Served<Wish> {
  /** @returns a function that removes the listener */
  listen(listener: (message: object) => void): Promise<() => void>;
  obey(wish: Wish): Promise<unknown>;
}

export class PortTaken extends Error {}

const BODY_BYTES_MAX = 10_000;
/** A scenario inside a JSON string, where quotes are escaped. */
const FILE_BYTES_MAX = 2 * CHARS_MAX;
const HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'cache-control': 'no-store',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
} as const;
/** A regular empty line shows both sides that the other is still there. */
const ALIVE_EVERY_MS = 10_000;
/** The limit for a page that does not read. */
const UNREAD_BYTES_MAX = 200_000_000;

export class PlayServer<Wish = PlayCommand> {
  readonly #server: Server;
  readonly #guard = new Guard(() => this.port);

  constructor(
    private readonly session: Served<Wish>,
    private readonly files: PageFiles,
    /** Called when the grader itself has failed. */
    private readonly onFault: (thrown: unknown) => void,
    private readonly read: (said: unknown) => Wish | undefined = readCommand as never,
  ) {
    this.#server = createServer({ maxHeaderSize: 16_384 }, (request, response) => {
      this.#answer(request, response).catch((thrown: unknown) => {
        // The browser closed the connection in the middle of a request, which is not an error.
        if (request.destroyed && !request.complete) return;
        if (!response.headersSent)
          refuse(response, { status: 500, text: 'The playground failed to answer.' });
        this.onFault(thrown);
      });
    });
    this.#server.requestTimeout = 30_000;
  }

  /**
   * @param port 0 for any free port
   * @throws PortTaken
   */
  async listen(port: number): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', (error: NodeJS.ErrnoException) => {
        const isTaken = error.code === 'EADDRINUSE' || error.code === 'EACCES';
        reject(isTaken ? new PortTaken(error.code) : error);
      });
      this.#server.listen({ port, host: '127.0.0.1', exclusive: true }, resolve);
    });
  }

  get port(): number {
    return (this.#server.address() as AddressInfo | null)?.port ?? 0;
  }

  /** The address with the token, which browsers do not send. */
  get url(): string {
    return `http://127.0.0.1:${this.port}/#${this.#guard.token}`;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
    const pathname = (request.url ?? '/').replace(/[?#].*$/s, '');
    const file = this.files.get(pathname);
    if (file) {
      this.#serve(request, response, file);
      return;
    }
    const refused = this.#guard.refusesData(request);
    if (refused) refuse(response, refused);
    else if (pathname === '/stream' && request.method === 'GET') await this.#stream(response);
    else if (pathname === '/wish' && request.method === 'POST') await this.#wish(request, response);
    else refuse(response, { status: 404, text: 'There is nothing here.' });
  }

  #serve(request: IncomingMessage, response: ServerResponse, { type, text }: PageFile): void {
    const refused = this.#guard.refusesFile(request);
    if (refused) {
      refuse(response, refused);
      return;
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      refuse(response, { status: 405, text: 'This address is read-only.' });
      return;
    }
    response.writeHead(200, { 'content-type': `${type}; charset=utf-8` });
    response.end(request.method === 'HEAD' ? undefined : text);
  }

  /** Sends one message per line, as long as the page is open. */
  async #stream(response: ServerResponse): Promise<void> {
    response.writeHead(200, { 'content-type': 'application/x-ndjson; charset=utf-8' });
    const alive = setInterval(() => response.write('\n'), ALIVE_EVERY_MS);
    let forget: () => void = () => undefined;
    let isGone = false;
    response.on('close', () => {
      isGone = true;
      clearInterval(alive);
      forget();
    });
    forget = await this.session.listen((message) => {
      response.write(`${JSON.stringify(message)}\n`);
      if (response.writableLength > UNREAD_BYTES_MAX) response.destroy();
    });
    // The page may have closed before it received anything; its close event is over by then.
    if (isGone as boolean) forget();
  }

  async #wish(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!/^application\/json\b/.test(request.headers['content-type'] ?? '')) {
      refuse(response, { status: 415, text: 'Requests must be JSON.' });
      return;
    }
    const body = await bodyOf(request);
    if (body === undefined) {
      // Does not wait for the rest of the request.
      response.setHeader('connection', 'close');
      response.on('finish', () => request.destroy());
      refuse(response, { status: 413, text: 'The request is too long.' });
      return;
    }
    const command = this.read(parsed(body));
    if (!command) {
      refuse(response, { status: 400, text: 'There is no such request.' });
      return;
    }
    await this.session.obey(command);
    response.writeHead(204).end();
  }
}

/**
 * @returns undefined if the body is too long. Only a scenario file may be longer than a few words.
 */
async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const isFile = request.headers['x-raft-lab-file'] === 'yes';
  const most = isFile ? FILE_BYTES_MAX : BODY_BYTES_MAX;
  if (Number(request.headers['content-length'] ?? 0) > most) return undefined;
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > most) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function refuse(
  response: ServerResponse,
  { status, text }: Omit<Refused, 'status'> & { readonly status: number },
): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' });
  response.end(`${text}\n`);
}
