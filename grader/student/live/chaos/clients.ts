/**
 * The clients of chaos: ordinary Redis clients that follow the leader, and some that ask only one
 * server, like a client that has not noticed an election. One client per server never waits for an
 * answer, so a leader that is cut off gets a long log that no other server has. No client may
 * repeat a command by itself: a write that is sent twice may take effect twice, and that would be
 * the client's fault.
 */
import Redis, { Cluster } from 'ioredis';
import type { Rng } from '../../../world/sim/rng';
import type { Call } from '../linearizable/operation';
import type { Recorder } from './recorder';

interface ClientsOptions {
  readonly ports: readonly number[];
  /** Clients that follow the leader. Each server has three more of its own. */
  readonly followers: number;
  readonly rng: Rng;
  readonly recorder: Recorder;
}

const KEYS = ['a', 'b', 'c', 'd'];
/**
 * Each client appends words of its own to this key, and each acknowledged word must be in it at the
 * end.
 */
export const LEDGER = 'ledger';
const HOST = '127.0.0.1';
const ANSWER_MS_MAX = 2_000;
const PAUSE_MS = [10, 60] as const;
const CONNECTION = {
  commandTimeout: ANSWER_MS_MAX,
  connectTimeout: ANSWER_MS_MAX,
  maxRetriesPerRequest: 0,
  autoResendUnfulfilledCommands: false,
  protocol: 2,
  retryStrategy: () => 100,
} as const;
/** Errors that a server returns before it executes anything. */
const NOTHING_DONE = /^(?:MOVED|CLUSTERDOWN|OOM) /;

type Connection = Redis | Cluster;

export class Clients {
  /** Words that the cluster has acknowledged. */
  readonly ledger: string[] = [];
  readonly #connections: Connection[] = [];
  #isOver = false;
  #work: Promise<void>[] = [];

  constructor(private readonly options: ClientsOptions) {}

  begin(): void {
    const { ports, followers, rng } = this.options;
    const pinned = (port: number) => new Redis({ ...CONNECTION, host: HOST, port });
    const clients = [
      ...Array.from({ length: followers }, () => [connectCluster(ports), 5] as const),
      // A connection that waits for a write reads nothing in the meantime, so each server has two.
      ...ports.flatMap((port) => [[pinned(port), 0] as const, [pinned(port), 10] as const]),
    ];
    const streams = ports.map(pinned);
    for (const connection of [...clients.map(([client]) => client), ...streams]) {
      connection.on('error', () => undefined);
      this.#connections.push(connection);
    }
    this.#work = [
      ...clients.map(([connection, writesOfTen], client) =>
        this.#client(connection, client, writesOfTen, rng.fork(`client ${client}`)),
      ),
      ...streams.map((connection, server) =>
        this.#stream(connection, `stream-${server}`, rng.fork(`stream ${server}`)),
      ),
    ];
  }

  /** Resolves when every client has its last answer or has given up. */
  async end(): Promise<void> {
    this.#isOver = true;
    await Promise.all(this.#work);
    for (const connection of this.#connections) connection.disconnect();
  }

  async #client(
    connection: Connection,
    client: number,
    writesOfTen: number,
    rng: Rng,
  ): Promise<void> {
    for (let n = 1; !this.#isOver; n++) {
      const key = rng.pick(KEYS);
      const word = `${client}-${n}`;
      if (!rng.chance(writesOfTen, 10)) await this.#read(connection, client, key);
      else if (rng.chance(1, 5)) await this.#append(connection, `${word};`);
      else await this.#write(connection, client, key, word);
      await new Promise((wake) => setTimeout(wake, rng.int(...PAUSE_MS)));
    }
  }

  async #stream(connection: Connection, name: string, rng: Rng): Promise<void> {
    const asked: Promise<void>[] = [];
    for (let n = 1; !this.#isOver; n++) {
      asked.push(this.#append(connection, `${name}-${n};`));
      await new Promise((wake) => setTimeout(wake, rng.int(...PAUSE_MS)));
    }
    await Promise.all(asked);
  }

  async #write(connection: Connection, client: number, key: string, value: string): Promise<void> {
    const invokedAt = this.options.recorder.nowMs;
    const outcome = await outcomeOf(connection.set(key, value));
    this.#record(key, client, { kind: 'write', value }, invokedAt, outcome.kind);
  }

  async #read(connection: Connection, client: number, key: string): Promise<void> {
    const invokedAt = this.options.recorder.nowMs;
    const outcome = await outcomeOf(connection.get(key));
    if (outcome.kind !== 'answered') return;
    const call: Call = { kind: 'read', value: outcome.answer ?? undefined };
    this.#record(key, client, call, invokedAt, outcome.kind);
  }

  async #append(connection: Connection, word: string): Promise<void> {
    const outcome = await outcomeOf(connection.append(LEDGER, word));
    if (outcome.kind === 'answered') this.ledger.push(word);
  }

  #record(
    key: string,
    client: number,
    call: Call,
    invokedAt: number,
    kind: Outcome<unknown>['kind'],
  ): void {
    const { recorder } = this.options;
    if (kind === 'nothing') return;
    const answeredAt = kind === 'answered' ? recorder.nowMs : undefined;
    recorder.add(key, { client, call, invokedAt, answeredAt });
  }
}

type Outcome<T> =
  | { readonly kind: 'answered'; readonly answer: T }
  /** The command was not executed and never will be. */
  | { readonly kind: 'nothing' }
  | { readonly kind: 'unknown' };

/** The outcome of a command. It always resolves, even if no server is left. */
export async function outcomeOf<T>(asked: Promise<T>): Promise<Outcome<T>> {
  let timer: NodeJS.Timeout | undefined;
  // While no server is up, ioredis' Cluster holds a command back without a time-out of its own.
  const gaveUp = new Promise<Outcome<T>>((resolve) => {
    timer = setTimeout(() => resolve({ kind: 'unknown' }), 2 * ANSWER_MS_MAX);
  });
  const answered = asked.then(
    (answer): Outcome<T> => ({ kind: 'answered', answer }),
    (thrown: unknown): Outcome<T> => {
      const said = thrown instanceof Error ? thrown.message : '';
      return { kind: NOTHING_DONE.test(said) ? 'nothing' : 'unknown' };
    },
  );
  const outcome = await Promise.race([answered, gaveUp]);
  clearTimeout(timer);
  return outcome;
}

/** A client that follows the leader. */
export function connectCluster(ports: readonly number[]): Cluster {
  return new Cluster(
    ports.map((port) => ({ host: HOST, port })),
    {
      clusterRetryStrategy: () => 100,
      retryDelayOnFailover: 0,
      retryDelayOnClusterDown: 100,
      slotsRefreshTimeout: ANSWER_MS_MAX,
      redisOptions: CONNECTION,
    },
  );
}
