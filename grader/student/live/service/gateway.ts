/**
 * Connects clients to Raft: combines requests that arrive at about the same time into one command,
 * follows each command until it is applied or lost, and answers. The leader of a new term passes
 * its open commands to start() again; each has a number, so it is executed only once.
 */
import { createHash } from 'node:crypto';
import type { Applied } from '../messages';
import { type Batch, batchText, readBatch } from './batch';
import { type Answer, Failure, isWrite, type Operation, ReplicatedMap } from './map';

/** The outcome of a request. */
export type Outcome =
  | { readonly kind: 'answer'; readonly answer: Answer }
  /** The request was not executed and never will be, because this server does not lead. */
  | { readonly kind: 'elsewhere' };

export interface GatewayUser {
  /** Raft's start(). @returns undefined if this server does not lead */
  start(command: string): { readonly index: number; readonly term: number } | undefined;
  /** Calls {@link Gateway.flush} after the requests that have arrived by now are handled. */
  later(): void;
  /** Whether a majority was heard from recently. Without one, nothing new is started. */
  hasMajority(): boolean;
}

interface Request {
  readonly operation: Operation;
  readonly done: (outcome: Outcome) => void;
}

interface Open extends Batch {
  readonly requests: readonly Request[];
  readonly text: string;
  readonly sinceMs: number;
  /** The index that start() returned last. */
  index: number;
}

const ANSWER_MS_MAX = 5_000;
/** A limit, because nothing compacts the log and a server that lags behind gets all of it at once. */
const LOG_CHARS_MAX = 8_000_000;
const READS_CHARS_MAX = 10_000_000;
const BATCH_CHARS_MAX = 2_000_000;
const FULL = new Failure(
  'OOM the log holds 8 MB, which is its limit: start again with the option `fresh`',
);
const LATE = new Failure(
  'ERR no majority has agreed within 5 s; the command may or may not be executed',
);
const ELSEWHERE: Outcome = { kind: 'elsewhere' };

/**
 * The log returned a command that was never passed to start(), or returned commands in the wrong
 * order.
 */
export class Impossible extends Error {}

export class Gateway {
  readonly map = new ReplicatedMap();
  applied = 0;
  /** By client, including earlier starts: the number of the last batch that was executed. */
  readonly #last = new Map<string, number>();
  readonly #open = new Map<number, Open>();
  #gathered: Request[] = [];
  /** A digest of all commands so far, and the digests since the last report. */
  #digest = '';
  #digests: string[] = [];
  #lastNumber = 0;
  #logChars = 0;
  #isLeader = false;
  #term = 0;
  /** This server leads but has not started its open commands yet. */
  #isNew = false;

  /** @param client unique to this start of this server */
  constructor(
    private readonly client: string,
    private readonly user: GatewayUser,
  ) {}

  get isLeader(): boolean {
    return this.#isLeader;
  }

  request(operation: Operation, done: (outcome: Outcome) => void): void {
    if (!this.#isLeader || !this.user.hasMajority()) {
      done(ELSEWHERE);
      return;
    }
    if (this.#logChars > (isWrite(operation) ? LOG_CHARS_MAX : READS_CHARS_MAX)) {
      done({ kind: 'answer', answer: FULL });
      return;
    }
    this.#gathered.push({ operation, done });
    if (this.#gathered.length === 1) this.user.later();
  }

  /** Must be called where start() may be called. */
  flush(): void {
    if (this.#isNew) this.#beginLeading();
    const gathered = this.#gathered;
    this.#gathered = [];
    for (let from = 0; from < gathered.length;) {
      let chars = 0;
      let to = from;
      while (to < gathered.length && chars < BATCH_CHARS_MAX) chars += charsOf(gathered[to++]);
      this.#begin(gathered.slice(from, to));
      from = to;
    }
  }

  /** Called when the result of getState() changes. */
  state(term: number, isLeader: boolean): void {
    const isNewLeader = isLeader && (!this.#isLeader || term !== this.#term);
    this.#isLeader = isLeader;
    this.#term = term;
    this.#isNew = isNewLeader || (this.#isNew && isLeader);
    if (isNewLeader) this.user.later();
  }

  /** @throws Impossible */
  apply(index: number, command: string): void {
    if (index !== this.applied + 1)
      throw new Impossible(`applied index ${index} after ${this.applied}`);
    const batch = readBatch(command);
    if (!batch)
      throw new Impossible(
        `applied at index ${index} a command that was never passed to start(): ${command.slice(0, 60)}`,
      );
    this.applied = index;
    this.#digest = createHash('sha1').update(this.#digest).update(command).digest('base64');
    this.#digests.push(this.#digest);
    this.#logChars += command.length;
    const isMine = batch.client === this.client;
    const open = isMine ? this.#open.get(batch.number) : undefined;
    if (batch.number > (this.#last.get(batch.client) ?? 0)) {
      this.#last.set(batch.client, batch.number);
      if (open) this.#carryOut(open);
      else for (const write of batch.writes) this.map.do(write);
    }
    if (open) this.#open.delete(open.number);
    this.#giveUpLost();
  }

  /** What was applied since the last call. */
  newlyApplied(): Applied {
    const digests = this.#digests;
    this.#digests = [];
    return { first: this.applied - digests.length + 1, digests };
  }

  /** Must be called regularly. */
  tick(nowMs: number): void {
    for (const open of this.#open.values()) {
      if (nowMs - open.sinceMs < ANSWER_MS_MAX) return;
      this.#open.delete(open.number);
      for (const { done } of open.requests) done({ kind: 'answer', answer: LATE });
    }
  }

  #carryOut({ requests }: Open): void {
    for (const { operation, done } of requests)
      done({ kind: 'answer', answer: this.map.do(operation) });
  }

  /**
   * Restarts the open commands in the new term, with an empty one: entries of earlier terms are
   * committed only by an entry of this term (section 5.4.2).
   */
  #beginLeading(): void {
    this.#isNew = false;
    for (const open of this.#open.values()) this.#start(open);
    this.#begin([]);
  }

  #begin(requests: readonly Request[]): void {
    const number = ++this.#lastNumber;
    const writes = requests.map(({ operation }) => operation).filter(isWrite);
    const batch = { client: this.client, number, writes };
    const open = {
      ...batch,
      requests,
      text: batchText(batch),
      sinceMs: performance.now(),
      index: 0,
    };
    this.#open.set(number, open);
    this.#start(open);
  }

  #start(open: Open): void {
    const taken = this.user.start(open.text);
    if (taken) {
      open.index = taken.index;
      return;
    }
    if (open.index > 0) return;
    this.#open.delete(open.number);
    for (const { done } of open.requests) done(ELSEWHERE);
  }

  /**
   * Open commands at an applied index have lost their place to another entry, so they will never be
   * applied.
   */
  #giveUpLost(): void {
    for (const open of this.#open.values()) {
      if (open.index === 0 || open.index > this.applied) continue;
      this.#open.delete(open.number);
      for (const { done } of open.requests) done(ELSEWHERE);
    }
  }
}

function charsOf(request: Request | undefined): number {
  const { operation } = request ?? {};
  if (operation?.op === 'set' || operation?.op === 'append')
    return operation.key.length + operation.value.length + 50;
  return operation?.op === 'setAll'
    ? operation.pairs.reduce((sum, [key, value]) => sum + key.length + value.length + 20, 50)
    : 50;
}
