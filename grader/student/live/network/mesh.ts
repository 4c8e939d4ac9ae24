/**
 * The network from one server's side: a connection to each other server, calls that end with a
 * reply or are lost, and the faults that the parent puts on sent messages.
 */
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { type Method, METHODS } from '../../../world/realm/effects';
import type { Rng } from '../../../world/sim/rng';
import { GOOD_LINK, type Link } from '../messages';
import { type Frame, FrameReader, written } from './frames';

interface MeshUser {
  requested(from: number, method: Method, text: string, reply: (text: string) => void): void;
  /** @param text undefined if the call is lost */
  answered(call: number, text: string | undefined): void;
}

interface Waiting {
  readonly connection: Socket;
  readonly timer: NodeJS.Timeout;
}

const CALL_MS_MAX = 2_000;
/**
 * The delay before a call to a missing server is lost, so that code that retries at once does not
 * spin.
 */
const NOBODY_THERE_MS = 100;
const REDIAL_MS: readonly [number, number] = [50, 1_000];
const UNSENT_BYTES_MAX = 100_000_000;
const LOOPBACK = '127.0.0.1';

export class Mesh {
  readonly #connections = new Map<number, Socket>();
  readonly #waiting = new Map<number, Waiting>();
  readonly #heardMs = new Map<number, number>();
  readonly #redials = new Map<number, NodeJS.Timeout>();
  #ports: readonly (number | null)[] = [];
  #links: readonly Link[] = [];
  readonly #server: Server;

  constructor(
    private readonly me: number,
    private readonly secret: string,
    private readonly rng: Rng,
    private readonly user: MeshUser,
  ) {
    this.#server = createServer((socket) => {
      this.#welcome(socket);
    });
  }

  /** Listens on any free port. @returns the port */
  async listen(): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen({ port: 0, host: LOOPBACK, exclusive: true }, resolve);
    });
    return (this.#server.address() as AddressInfo).port;
  }

  /** Of each pair of servers, the one with the higher number connects. */
  setPeers(ports: readonly (number | null)[]): void {
    const before = this.#ports;
    this.#ports = ports;
    for (let peer = 0; peer < this.me; peer++) {
      if (ports[peer] === before[peer] && this.#connections.has(peer)) continue;
      this.#connections.get(peer)?.destroy();
      this.#dial(peer, REDIAL_MS[0]);
    }
  }

  setLinks(links: readonly Link[]): void {
    this.#links = links;
  }

  call(call: number, to: number, method: Method, text: string): void {
    const connection = this.#connections.get(to);
    if (!connection) {
      setTimeout(() => this.user.answered(call, undefined), NOBODY_THERE_MS);
      return;
    }
    const timer = setTimeout(() => {
      this.#settle(call, undefined);
    }, CALL_MS_MAX);
    this.#waiting.set(call, { connection, timer });
    this.#send(connection, to, ['call', String(call), method], text);
  }

  /** When this server last received anything from the peer. */
  heardMs(peer: number): number {
    return this.#heardMs.get(peer) ?? -Infinity;
  }

  isConnected(peer: number): boolean {
    return this.#connections.has(peer);
  }

  #dial(peer: number, againMs: number): void {
    clearTimeout(this.#redials.get(peer));
    const port = this.#ports[peer];
    if (port === undefined || port === null) return;
    const socket = connect({ port, host: LOOPBACK });
    socket.once('connect', () => {
      socket.write(written(['hello', this.secret, String(this.me)]));
      this.#use(peer, socket, new FrameReader());
      againMs = REDIAL_MS[0];
    });
    socket.on('error', () => undefined);
    socket.once('close', () => {
      if (this.#ports[peer] !== port) return;
      const again = setTimeout(() => {
        if (!this.#connections.has(peer)) this.#dial(peer, Math.min(2 * againMs, REDIAL_MS[1]));
      }, againMs);
      clearTimeout(this.#redials.get(peer));
      this.#redials.set(peer, again);
    });
  }

  /**
   * Closes connections that do not begin with the secret: they are not from a server of this
   * cluster.
   */
  #welcome(socket: Socket): void {
    const reader = new FrameReader();
    socket.on('error', () => undefined);
    const stranger = setTimeout(() => socket.destroy(), CALL_MS_MAX);
    socket.once('close', () => clearTimeout(stranger));
    socket.once('data', (chunk: Buffer) => {
      clearTimeout(stranger);
      const frames = framesOf(reader, chunk);
      const [hello, ...more] = frames ?? [];
      const [word, secret, from] = hello?.words ?? [];
      const peer = Number(from);
      if (word !== 'hello' || secret !== this.secret || !(peer > this.me)) {
        socket.destroy();
        return;
      }
      this.#use(peer, socket, reader);
      for (const frame of more) this.#take(peer, socket, frame);
    });
  }

  #use(peer: number, socket: Socket, reader: FrameReader): void {
    this.#connections.get(peer)?.destroy();
    this.#connections.set(peer, socket);
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => {
      const frames = framesOf(reader, chunk);
      if (!frames) socket.destroy();
      else for (const frame of frames) this.#take(peer, socket, frame);
    });
    socket.once('close', () => {
      if (this.#connections.get(peer) === socket) this.#connections.delete(peer);
      for (const [call, { connection }] of this.#waiting)
        if (connection === socket) this.#settle(call, undefined);
    });
  }

  #take(peer: number, socket: Socket, { words, body }: Frame): void {
    this.#heardMs.set(peer, performance.now());
    const [kind, id = '', name] = words;
    const method = METHODS.find((known) => known === name);
    if (kind === 'call' && method)
      this.user.requested(peer, method, body, (text) => {
        // Only over the same connection: after a restart, the same number belongs to another call.
        if (!socket.destroyed) this.#send(socket, peer, ['reply', id], text);
      });
    else if (kind === 'reply' && this.#waiting.get(+id)?.connection === socket)
      this.#settle(+id, body);
  }

  #settle(call: number, text: string | undefined): void {
    const waiting = this.#waiting.get(call);
    if (!waiting) return;
    clearTimeout(waiting.timer);
    this.#waiting.delete(call);
    this.user.answered(call, text);
  }

  #send(socket: Socket, to: number, words: readonly string[], body: string): void {
    const { isCut, delayMs, lossPercent } = this.#links[to] ?? GOOD_LINK;
    if (isCut || this.rng.chance(lossPercent, 100)) return;
    if (socket.writableLength > UNSENT_BYTES_MAX) return;
    if (delayMs === 0) {
      socket.write(written(words, body));
      return;
    }
    setTimeout(
      () => {
        if (!socket.destroyed) socket.write(written(words, body));
      },
      this.rng.int(0, delayMs),
    );
  }
}

/** @returns undefined if the bytes cannot come from a server */
function framesOf(reader: FrameReader, chunk: Buffer): Frame[] | undefined {
  try {
    return [...reader.take(chunk)];
  } catch {
    return undefined;
  }
}
