/**
 * A follower's answers to one leader must fit one log: what it acknowledged stays, a missing entry
 * stays missing until it is sent, and a refusal gives the right reason.
 */
import type { AppendEntriesArgs, AppendEntriesReply, Stage } from '../../../contract';
import { appendEntries, appendReply, name, requestVote, voteReply } from '../../rules/wire';
import type { EventOf, TraceEvent } from '../../../world/sim/trace';
import type { Accuse } from './accuse';

/** What a follower has revealed of its log to the leader of one term. */
interface Shown {
  /** Requests that it accepted, and the order of the reply. */
  readonly accepted: { readonly args: AppendEntriesArgs; readonly order: number }[];
  /** Requests that it refused because the previous entry is missing, and the order of the reply. */
  readonly refused: { readonly args: AppendEntriesArgs; readonly order: number }[];
  /** Last term of the candidate's log for which it voted in that term. */
  votedFor: number | undefined;
}

export class Followers {
  /** By follower and term. */
  readonly #shown = new Map<string, Shown>();
  /** By call: the order of its arrival. */
  readonly #arrivals = new Map<number, number>();

  constructor(
    private readonly isPuppet: (server: number) => boolean,
    private readonly stage: Stage,
    private readonly accuse: Accuse,
  ) {}

  see(event: TraceEvent): void {
    if (event.kind === 'deliver' && !this.#arrivals.has(event.call))
      this.#arrivals.set(event.call, event.order);
    if (event.kind !== 'reply' || !this.isPuppet(event.to)) return;
    const candidate = requestVote(event);
    if (candidate && voteReply(event)?.voteGranted)
      this.#of(event.to, candidate.term).votedFor = candidate.lastLogTerm;
    const args = appendEntries(event);
    const reply = appendReply(event);
    if (args && reply) this.#answers(event, args, reply);
  }

  #of(server: number, term: number): Shown {
    const key = `${server} ${term}`;
    const shown = this.#shown.get(key) ?? { accepted: [], refused: [], votedFor: undefined };
    this.#shown.set(key, shown);
    return shown;
  }

  #answers(event: EventOf<'reply'>, args: AppendEntriesArgs, reply: AppendEntriesReply): void {
    const { to, order, call } = event;
    const { conflictTerm, conflictIndex } = reply;
    if (!Number.isSafeInteger(conflictTerm) || !Number.isSafeInteger(conflictIndex))
      this.accuse(event, `${name(to)} leaves a field of its reply out`);
    if (reply.term !== args.term) return;
    const shown = this.#of(to, args.term);
    const came = this.#arrivals.get(call) ?? order;
    if (reply.success) {
      this.#lacksNothing(event, args, shown, came);
      shown.accepted.push({ args, order });
      return;
    }
    const { prevLogIndex, prevLogTerm } = args;
    const where = `index ${prevLogIndex} and term ${prevLogTerm}`;
    if (prevLogIndex === 0) this.accuse(event, `${name(to)} refuses what follows the sentinel`);
    const had = shown.accepted.find(
      (one) => one.order < came && termIn(one.args, prevLogIndex) === prevLogTerm,
    );
    if (had) this.accuse(event, `${name(to)} refuses ${where}, which it had acknowledged`);
    shown.refused.push({ args, order });
    if (this.stage === '2C') this.#saysWhy(event, args, reply, shown);
  }

  /** Accuses a follower that accepts what follows an entry which it lacked and was not sent since. */
  #lacksNothing(
    event: EventOf<'reply'>,
    { prevLogIndex, prevLogTerm }: AppendEntriesArgs,
    shown: Shown,
    came: number,
  ): void {
    const refusal = shown.refused.findLast(
      ({ args, order }) =>
        order < came && args.prevLogIndex === prevLogIndex && args.prevLogTerm === prevLogTerm,
    );
    if (!refusal) return;
    const wasSent = shown.accepted.some(
      ({ args }) => termIn(args, prevLogIndex) === prevLogTerm && args.prevLogIndex < prevLogIndex,
    );
    if (!wasSent)
      this.accuse(
        event,
        `${name(event.to)} accepts what follows index ${prevLogIndex} and term ${prevLogTerm}, of which it said that it is missing`,
      );
  }

  #saysWhy(
    event: EventOf<'reply'>,
    { prevLogIndex, prevLogTerm, term }: AppendEntriesArgs,
    { conflictTerm = 0, conflictIndex = 0 }: AppendEntriesReply,
    { votedFor = Infinity }: Shown,
  ): void {
    const who = name(event.to);
    if (conflictIndex < 1 || conflictIndex > prevLogIndex)
      this.accuse(
        event,
        `${who} refuses index ${prevLogIndex} with conflictIndex ${conflictIndex}`,
      );
    if (conflictTerm === -1) return;
    if (conflictTerm < 1 || conflictTerm >= term || conflictTerm === prevLogTerm)
      this.accuse(
        event,
        `${who} refuses term ${prevLogTerm} at index ${prevLogIndex} in term ${term} with conflictTerm ${conflictTerm}`,
      );
    if (conflictTerm > votedFor)
      this.accuse(
        event,
        `${who} holds an entry of term ${conflictTerm} and voted in term ${term} for a log that ends with term ${votedFor}`,
      );
  }
}

/** The term of the entry at that index, if the request shows it. */
function termIn(args: AppendEntriesArgs, index: number): number | undefined {
  if (index === args.prevLogIndex) return args.prevLogTerm;
  return args.entries[index - args.prevLogIndex - 1]?.term;
}
