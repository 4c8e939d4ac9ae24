/**
 * A server that has lost everything could seem to keep every promise: it could claim to hold any entry,
 * or to be in a newer term. So servers that have kept a promise are sometimes asked about an entry that
 * they cannot have, of a term that no message has brought. A correct server does not have it, and then
 * moves to that term.
 */
import type { AppendEntriesReply, RequestVoteArgs, RequestVoteReply } from '../../contract';
import type { Breach } from '../../world/sim/broken';
import type { EventOf } from '../../world/sim/trace';
import { type Ask, isSilent, termKept, thrownIn, voteKept } from './promise-kept';
import type { Silence } from './rule';
import { name, when } from './wire';

type Asked = EventOf<'send' | 'reply' | 'apply'>;
type Reply = (RequestVoteReply | AppendEntriesReply) & {
  /** The newest term in which it started an election meanwhile. */
  readonly stood?: number;
};

export class CounterQuestions {
  #votes = 0;
  #logs = 0;

  constructor(private readonly ask: Ask) {}

  /**
   * Questions to a server that did not vote for another at once: every fourth is asked repeatedly for a
   * few seconds, and every second is asked for its term or for a vote in a new one.
   */
  vote(event: EventOf<'send' | 'reply'>, voter: number, args: RequestVoteArgs): Breach | undefined {
    const turn = this.#votes++;
    if (turn % 4 === 0) return voteKept(this.ask, event, voter, args, 'for a while');
    if (turn % 2 === 0) return undefined;
    const { term, candidateId, lastLogIndex, lastLogTerm } = args;
    if (term > 1 && turn % 4 === 1) return termKept(this.ask, event, voter, term);
    const next = this.ask.saves.newestTerm(voter) + 1;
    const candidate = candidateId === voter ? otherThan(voter) : candidateId;
    const question = { term: next, candidateId: candidate, lastLogIndex, lastLogTerm };
    return this.#madeUp(
      event,
      voter,
      next,
      this.ask.world.question(voter, 'requestVote', question),
    );
  }

  /**
   * Questions to a server that has an entry: every second is asked about an invented one at the same
   * index.
   */
  log(event: Asked, holder: number, index: number): Breach | undefined {
    if (this.#logs++ % 2 === 0) return undefined;
    const term = this.ask.saves.newestTerm(holder) + 1;
    const question = {
      ...{ term, leaderId: otherThan(holder), entries: [], leaderCommit: index },
      ...{ prevLogIndex: index, prevLogTerm: term },
    };
    const reply = this.ask.world.question(holder, 'appendEntries', question);
    return this.#madeUp(event, holder, term, reply, index);
  }

  #madeUp(
    event: Asked,
    server: number,
    term: number,
    answer: unknown,
    index?: number,
  ): Breach | undefined {
    const reply = answer as Reply | Silence | undefined;
    if (!reply) return undefined;
    const then = isSilent(reply) ? reply.silent : invented(reply, term, index);
    if (then === undefined) return undefined;
    return {
      message: `${name(server)} made a promise ${when(event)} that it must keep across a crash, but after a restart its answers do not come from its disk: with only what was synced at that moment, and asked in the new term ${term}, ${then}.`,
      witness: [event],
      ...thrownIn(reply),
    };
  }
}

/** More elections than a server starts before it answers. */
const ELECTIONS_MAX = 4;

/** The impossible part of its reply, if any. */
function invented(reply: Reply, term: number, index = 0): string | undefined {
  if ('success' in reply && reply.success && reply.term === term)
    return `it accepts a heartbeat with prevLogIndex ${index} and prevLogTerm ${term}, an entry that no leader has made`;
  if (reply.term > Math.max(term, Math.min(reply.stood ?? 0, term + ELECTIONS_MAX)))
    return `it replies with term ${reply.term}, which no message has brought to it`;
  return undefined;
}

function otherThan(server: number): number {
  return server === 0 ? 1 : 0;
}
