/**
 * Accepts client connections, passes their commands to the service, and redirects clients to the
 * leader.
 */
import { createServer, type Server, type Socket } from 'node:net';
import { type Answer, Failure } from '../service/map';
import type { Gateway } from '../service/gateway';
import { HOST, type View } from './cluster-words';
import { Counter } from './counter';
import { type Answering, Session } from './session';
import { commandOf } from './commands';
import { ownAnswer, type Self } from './own-answers';
import { slotOf } from './slots';

const CLIENTS_MAX = 1_000;
const FULL = '-ERR max number of clients reached\r\n';
const DOWN = new Failure('CLUSTERDOWN no server leads at the moment');

export class RedisDoor implements Answering {
  readonly #server: Server;
  readonly #sessions = new Set<Session>();
  readonly #counter = new Counter();
  readonly #self: Self;

  constructor(
    private readonly gateway: Gateway,
    private readonly view: View,
  ) {
    this.#self = {
      ...view,
      isConnected: (server) => view.isConnected(server),
      keys: () => gateway.map.size,
      clients: () => this.#sessions.size,
    };
    this.#server = createServer((socket) => {
      this.#welcome(socket);
    });
  }

  async listen(port: number): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen({ port, host: HOST, exclusive: true }, resolve);
    });
  }

  close(): void {
    this.#server.close();
    for (const session of this.#sessions) session.end();
  }

  counted() {
    return { ...this.#counter.take(), clients: this.#sessions.size };
  }

  answer(words: readonly string[], done: (answer: Answer) => void): void {
    const command = commandOf(words);
    if (command instanceof Failure) {
      done(command);
      return;
    }
    const operation = command.operation?.(words);
    if (operation === undefined) {
      done(ownAnswer(command.name, words, this.#self));
      return;
    }
    if (operation instanceof Failure) {
      done(operation);
      return;
    }
    const [first] = command.keys;
    const key = first > 0 ? (words[first] ?? '') : '';
    const sinceMs = performance.now();
    this.gateway.request(operation, (outcome) => {
      if (outcome.kind === 'answer') this.#counter.add(performance.now() - sinceMs);
      done(outcome.kind === 'answer' ? outcome.answer : this.#elsewhere(key));
    });
  }

  /** The command was not executed, so the client may send it again elsewhere. */
  #elsewhere(key: string): Failure {
    const { leader } = this.view.standing;
    if (leader === undefined || leader === this.view.me) return DOWN;
    return new Failure(`MOVED ${slotOf(key)} ${HOST}:${this.view.ports[leader] ?? 0}`);
  }

  #welcome(socket: Socket): void {
    socket.on('error', () => undefined);
    if (this.#sessions.size >= CLIENTS_MAX) {
      socket.end(FULL);
      return;
    }
    const session = new Session(socket, this);
    this.#sessions.add(session);
    socket.once('close', () => this.#sessions.delete(session));
  }
}
