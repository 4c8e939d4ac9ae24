/**
 * A server that the scenario plays by hand, on the wire alone. It has no code and no disk: what it is
 * asked is put to its part, and what it says is whatever the scenario makes it say. It must not say
 * what no correct server could, or the rules would accuse it.
 */
import type {
  AppendEntriesArgs,
  AppendEntriesReply,
  RequestVoteArgs,
  RequestVoteReply,
} from '../../contract';
import type { Method } from '../realm/effects';
import type { Micros } from '../sim/time';
import type { Args, Reply } from './wire';

/** The network, as a puppet uses it. */
export interface Post {
  now(): Micros;
  send(to: number, method: Method, args: Args): number;
  reply(rpc: Arrival, reply: Reply): void;
  lose(rpc: Arrival): void;
  /** A client's command, which this puppet is said to have taken when it led. */
  offered(command: string, index: number, term: number): void;
}

/** What the network delivers. */
interface Arrival {
  readonly id: number;
  readonly from: number;
  readonly method: Method;
  readonly args: Args;
}

interface Waiting {
  /** By which the trace names the RPC. */
  readonly call: number;
  readonly from: number;
  readonly at: Micros;
  /** Whether it was answered or dropped. */
  readonly done: boolean;
  /** The sender learns, a little later, that there will be no reply. */
  drop(): void;
}

export interface VoteRequest extends Waiting {
  readonly method: 'requestVote';
  readonly args: RequestVoteArgs;
  answer(reply: RequestVoteReply): void;
}

export interface AppendRequest extends Waiting {
  readonly method: 'appendEntries';
  readonly args: AppendEntriesArgs;
  answer(reply: AppendEntriesReply): void;
}

/** A request that has reached a puppet. */
export type Request = VoteRequest | AppendRequest;

/** What a puppet does with a request at the moment when it arrives. */
export type Part = (request: Request) => void;

/** What a puppet has sent, and what became of it. */
export interface Sent<R> {
  /** The call is over: answered or lost. */
  readonly settled: boolean;
  readonly reply: R | undefined;
}

export class Puppet {
  /** All requests that came, oldest first. */
  readonly requests: Request[] = [];
  /** Unless a part is given, requests wait in {@link requests}. */
  part: Part = () => undefined;

  /** The newest term that it has spoken of. */
  #term = 0;
  readonly #calls = new Map<number, { settled: boolean; reply: Reply | undefined }>();
  readonly #introduced = new Set<string>();

  constructor(
    readonly id: number,
    private readonly post: Post,
  ) {}

  get name(): string {
    return `S${this.id}`;
  }

  requestVote(to: number, args: Omit<RequestVoteArgs, 'candidateId'>): Sent<RequestVoteReply> {
    return this.#send(to, 'requestVote', { ...args, candidateId: this.id });
  }

  appendEntries(to: number, args: Omit<AppendEntriesArgs, 'leaderId'>): Sent<AppendEntriesReply> {
    args.entries.forEach(({ term, command }, i) => {
      this.#introduce(command, args.prevLogIndex + 1 + i, term);
    });
    return this.#send(to, 'appendEntries', { ...args, leaderId: this.id });
  }

  /** For the system: a request has come. */
  arrived(rpc: Arrival): void {
    const { post } = this;
    const termThen = this.#term;
    const speaks = (reply: Reply): Reply => {
      const said = complete(notBefore(termThen, reply), rpc.id);
      this.#term = Math.max(this.#term, said.term);
      return said;
    };
    const request = {
      call: rpc.id,
      method: rpc.method,
      args: rpc.args,
      from: rpc.from,
      at: post.now(),
      done: false,
      answer(reply: Reply) {
        if (request.done) throw new Error('a request is answered once');
        request.done = true;
        post.reply(rpc, speaks(reply));
      },
      drop() {
        if (request.done) throw new Error('this request was answered or dropped already');
        request.done = true;
        post.lose(rpc);
      },
    };
    this.requests.push(request as Request);
    this.part(request as Request);
  }

  /** For the system: a call of this puppet is over. */
  answered(call: number, reply: Reply | undefined): void {
    const found = this.#calls.get(call);
    if (!found) return;
    found.settled = true;
    found.reply = reply;
  }

  #send<R extends Reply>(to: number, method: Method, args: Args): Sent<R> {
    this.#term = Math.max(this.#term, args.term);
    const state: { settled: boolean; reply: Reply | undefined } = {
      settled: false,
      reply: undefined,
    };
    this.#calls.set(this.post.send(to, method, args), state);
    return state as Sent<R>;
  }

  /** No command may be applied that no client has sent. */
  #introduce(command: string, index: number, term: number): void {
    const key = `${term}/${index}`;
    if (this.#introduced.has(key)) return;
    this.#introduced.add(key);
    this.post.offered(command, index, term);
  }
}

/** Whatever its part says: a server never answers in an older term than it had spoken of by then. */
function notBefore(term: number, reply: Reply): Reply {
  if (reply.term >= term) return reply;
  return 'voteGranted' in reply ? { term, voteGranted: false } : { term, success: false };
}

/** Where they mean nothing the hint's fields may hold anything: so they do, by the number of the call. */
const MEANINGLESS = [
  { conflictTerm: -1, conflictIndex: 1 },
  { conflictTerm: 0, conflictIndex: 0 },
  { conflictTerm: 1, conflictIndex: 1_000 },
] as const;

/** No field of a reply is left out: code that was written for other peers may count on all of them. */
function complete(reply: Reply, call: number): Reply {
  return 'success' in reply ? { ...MEANINGLESS[call % MEANINGLESS.length], ...reply } : reply;
}
