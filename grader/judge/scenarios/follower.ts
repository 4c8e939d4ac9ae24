/**
 * A puppet's follower: both receivers of Figure 2 with the exact hint of fast backup, on a log that the
 * scenario gives it. It shows what the leader under test has sent it.
 */
import type { AppendRequest, Part, Request, VoteRequest } from '../../world/cluster/puppet';
import type {
  AppendEntriesArgs,
  AppendEntriesReply,
  LogEntry,
  RequestVoteArgs,
  RequestVoteReply,
} from '../../contract';

export class Follower {
  votedFor: number | undefined;
  /** Number of AppendEntries that it refused because its log does not match. */
  refusals = 0;
  /**
   * Requests with entries beyond this index are lost on their way to it. Other servers are not
   * affected.
   */
  reach = Infinity;
  /** Entry i is at position i - 1. */
  readonly log: LogEntry[];

  /** @param term its current term; at least that of its last entry */
  constructor(
    log: readonly LogEntry[] = [],
    public term = log.at(-1)?.term ?? 0,
  ) {
    this.log = [...log];
  }

  /** A part that answers every request at once. */
  get part(): Part {
    return (request) => {
      if (this.#isOutOfReach(request)) request.drop();
      else this.answer(request);
    };
  }

  answer(request: Request): void {
    if (request.method === 'requestVote') this.vote(request);
    else this.append(request);
  }

  vote(request: VoteRequest): void {
    request.answer(this.voteOn(request.args));
  }

  append(request: AppendRequest): void {
    request.answer(this.takeIn(request.args));
  }

  voteOn(args: RequestVoteArgs): RequestVoteReply {
    this.#see(args.term);
    const isCurrent = args.term === this.term;
    const isFree = this.votedFor === undefined || this.votedFor === args.candidateId;
    const lastTerm = this.termAt(this.log.length) ?? 0;
    const isUpToDate =
      args.lastLogTerm > lastTerm ||
      (args.lastLogTerm === lastTerm && args.lastLogIndex >= this.log.length);
    const voteGranted = isCurrent && isFree && isUpToDate;
    if (voteGranted) this.votedFor = args.candidateId;
    return { term: this.term, voteGranted };
  }

  takeIn(args: AppendEntriesArgs): AppendEntriesReply {
    this.#see(args.term);
    if (args.term < this.term) return { term: this.term, success: false };
    if (this.termAt(args.prevLogIndex) !== args.prevLogTerm) {
      this.refusals++;
      return { term: this.term, success: false, ...this.#hint(args.prevLogIndex) };
    }
    args.entries.forEach((entry, i) => {
      const index = args.prevLogIndex + 1 + i;
      if (this.termAt(index) === entry.term) return;
      this.log.splice(index - 1, Infinity, entry);
    });
    return { term: this.term, success: true };
  }

  /** Undefined beyond the end of the log. */
  termAt(index: number): number | undefined {
    return index === 0 ? 0 : this.log[index - 1]?.term;
  }

  #isOutOfReach({ method, args }: Request): boolean {
    if (method !== 'appendEntries' || args.entries.length === 0) return false;
    return args.prevLogIndex + args.entries.length > this.reach;
  }

  #see(term: number): void {
    if (term <= this.term) return;
    this.term = term;
    this.votedFor = undefined;
  }

  #hint(prevLogIndex: number): { conflictTerm: number; conflictIndex: number } {
    const conflictTerm = this.termAt(prevLogIndex);
    if (conflictTerm === undefined) return { conflictTerm: -1, conflictIndex: this.log.length + 1 };
    const conflictIndex = this.log.findIndex(({ term }) => term === conflictTerm) + 1;
    return { conflictTerm, conflictIndex };
  }
}

/** `1 entry`, `3 entries` */
export function entryCount(count: number): string {
  return `${count} ${count === 1 ? 'entry' : 'entries'}`;
}

/**
 * The entries of a log by their terms, the first at index `first`. The same term and index give the
 * same command.
 */
export function entries(terms: readonly number[], first = 1): LogEntry[] {
  return terms.map((term, i) => ({ term, command: commandAt(first + i, term) }));
}

function commandAt(index: number, term: number): string {
  return `t${term}i${index}`;
}
