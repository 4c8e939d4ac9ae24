/**
 * A server that the scenario plays by hand, visible only through its messages. It has no code and no
 * disk: its part handles incoming requests, and the scenario chooses what it sends. It must not send
 * what a correct server could not send, or the rules would accuse it.
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
  /** Records a client's command that this puppet supposedly accepted when it led. */
  offered(command: string, index: number, term: number): void;
}

/** A request as the network delivers it. */
interface Arrival {
  readonly id: number;
  readonly from: number;
  readonly method: Method;
  readonly args: Args;
}

interface Waiting {
  /** The number of the RPC in the trace. */
  readonly call: number;
  readonly from: number;
  readonly at: Micros;
  /** Whether it was answered or dropped. */
  readonly done: boolean;
  /** Drops the request. The sender learns a little later that there will be no reply. */
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
  /** Its answer, if it has one. */
  readonly reply?: AppendEntriesReply;
  answer(reply: AppendEntriesReply): void;
}

/** A request that has reached a puppet. */
export type Request = VoteRequest | AppendRequest;

/** Handles a request at the moment when it arrives. */
export type Part = (request: Request) => void;

/** The state of a call that a puppet has sent. */
export interface Sent<R> {
  /** Whether the call has been answered or lost. */
  readonly settled: boolean;
  readonly reply: R | undefined;
}

export class Puppet {
  /** All requests that arrived, oldest first. */
  readonly requests: Request[] = [];
  /** Among them the first request for votes of each term. Tests look for it after each event. */
  readonly candidacies: VoteRequest[] = [];
  /** Without a part of its own, a puppet lets requests wait in {@link requests}. */
  part: Part = () => undefined;

  /** The newest term that it has sent. */
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

  /** Called by the system when a request arrives. */
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
      reply: undefined as Reply | undefined,
      answer(reply: Reply) {
        if (request.done) throw new Error('a request is answered once');
        request.done = true;
        request.reply = speaks(reply);
        post.reply(rpc, request.reply);
      },
      drop() {
        if (request.done) throw new Error('this request was answered or dropped already');
        request.done = true;
        post.lose(rpc);
      },
    };
    const arrived = request as Request;
    this.requests.push(arrived);
    if (arrived.method === 'requestVote' && this.#isFirst(arrived)) this.candidacies.push(arrived);
    this.part(arrived);
  }

  #isFirst({ args: { term } }: VoteRequest): boolean {
    return !this.candidacies.some(({ args }) => args.term === term);
  }

  /** Called by the system when a call of this puppet is answered or lost. */
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

  /** Records the command, because servers may apply only commands that a client has sent. */
  #introduce(command: string, index: number, term: number): void {
    const key = `${term}/${index}`;
    if (this.#introduced.has(key)) return;
    this.#introduced.add(key);
    this.post.offered(command, index, term);
  }
}

/**
 * A server never replies with an older term than it had sent when the request arrived, so neither does
 * a puppet.
 */
function notBefore(term: number, reply: Reply): Reply {
  if (reply.term >= term) return reply;
  return 'voteGranted' in reply ? { term, voteGranted: false } : { term, success: false };
}

/** Values for the hint's fields where they mean nothing and may be anything. The call's number chooses. */
const MEANINGLESS = [
  { conflictTerm: -1, conflictIndex: 1 },
  { conflictTerm: 0, conflictIndex: 0 },
  { conflictTerm: 1, conflictIndex: 1_000 },
] as const;

/** Fills in all fields of a reply, because code that was written for other peers may rely on them. */
function complete(reply: Reply, call: number): Reply {
  return 'success' in reply ? { ...MEANINGLESS[call % MEANINGLESS.length], ...reply } : reply;
}
