/**
 * What is known of a server from outside: its term, its leader, the last index of its log. It is
 * read from getState() and from messages, because the contract shows nothing else.
 */
import { readArgs, readReply } from '../../../world/cluster/wire';
import type { Method } from '../../../world/realm/effects';

interface Asked {
  readonly term: number;
  readonly leader: number | undefined;
  /** Index of the last entry that the request contains or refers to. */
  readonly upTo: number;
}

/** If a server has not heard from a leader for this long, it assumes that there is none. */
const LEADER_MS = 3_000;
/** A leader that has not heard from a majority for this long may have been replaced without knowing it. */
const MAJORITY_MS = 1_500;

export class Standing {
  term = 0;
  isLeader = false;
  lastIndex = 0;
  firstTerm: number | undefined;
  lastTold = 0;
  #sinceMs = 0;
  #leader: { readonly id: number; readonly term: number } | undefined;
  #leaderMs = -Infinity;

  constructor(
    private readonly me: number,
    private readonly servers: number,
    /** When another server was last heard from. */
    private readonly heardMs: (peer: number) => number,
  ) {}

  state(term: number, isLeader: boolean): void {
    if (isLeader && (!this.isLeader || term !== this.term)) this.#sinceMs = performance.now();
    this.term = term;
    this.isLeader = isLeader;
  }

  /** This server sends a message with this term. */
  told(term: number): void {
    this.firstTerm ??= term;
    this.lastTold = Math.max(this.lastTold, term);
  }

  /** @returns what is needed to understand the reply */
  requested(method: Method, text: string): Asked {
    this.firstTerm ??= this.term;
    const read = readArgs(method, text);
    if (!('ok' in read) || !('leaderId' in read.ok)) return { term: 0, leader: undefined, upTo: 0 };
    const { term, leaderId, prevLogIndex, entries } = read.ok;
    return { term, leader: leaderId, upTo: prevLogIndex + entries.length };
  }

  /** This server has answered a request. */
  answered(asked: Asked, method: Method, text: string): void {
    const { term, leader, upTo } = asked;
    if (leader === undefined || term < this.term) return;
    this.#leader = { id: leader, term };
    this.#leaderMs = performance.now();
    const read = readReply(method, text);
    if ('ok' in read && 'success' in read.ok && read.ok.success) this.took(upTo);
  }

  took(index: number): void {
    this.lastIndex = Math.max(this.lastIndex, index);
  }

  /** The server that clients should ask. */
  get leader(): number | undefined {
    if (this.isLeader) return this.hasMajority() ? this.me : undefined;
    const known = this.#leader;
    if (known?.term !== this.term || known.id === this.me) return undefined;
    return performance.now() - this.#leaderMs < LEADER_MS ? known.id : undefined;
  }

  /** The last known leader, however old. */
  get lastLeader(): number | undefined {
    return this.leader ?? this.#leader?.id;
  }

  hasMajority(): boolean {
    const nowMs = performance.now();
    if (nowMs - this.#sinceMs < MAJORITY_MS) return true;
    let heard = 1;
    for (let peer = 0; peer < this.servers; peer++)
      if (peer !== this.me && nowMs - this.heardMs(peer) < MAJORITY_MS) heard++;
    return 2 * heard > this.servers;
  }
}
