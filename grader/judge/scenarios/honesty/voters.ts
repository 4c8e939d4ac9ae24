/** Each server votes once in a term, its term never decreases, and logs fit the votes. */
import type { RequestVoteArgs } from '../../../contract';
import { name, requestVote, voteReply } from '../../rules/wire';
import type { EventOf, TraceEvent } from '../../../world/sim/trace';
import type { Accuse } from './accuse';

export class Voters {
  /** By term, then by server: the candidate that got its vote. */
  readonly #ballots = new Map<number, Map<number, number>>();
  /** By server: the newest term that it sent. */
  readonly #spoke = new Map<number, number>();
  /** By call: what its receiver had sent by the time it arrived. */
  readonly #arrivals = new Map<number, { readonly term: number; readonly hasVoted: boolean }>();
  /** By candidate and term: the end of its log. */
  readonly #ends = new Map<string, RequestVoteArgs>();

  constructor(
    private readonly isPuppet: (server: number) => boolean,
    private readonly accuse: Accuse,
  ) {}

  /** The candidate that got the server's vote in that term, if the vote is known. */
  voteOf(server: number, term: number): number | undefined {
    return this.#ballots.get(term)?.get(server);
  }

  see(event: TraceEvent): void {
    if (event.kind === 'send') this.#sent(event);
    else if (event.kind === 'deliver') this.#delivered(event);
    else if (event.kind === 'reply') this.#replied(event);
  }

  #sent(event: EventOf<'send'>): void {
    const { from } = event;
    const { term } = event.args as { readonly term: number };
    this.#speaks(from, term);
    const args = requestVote(event);
    if (!args) return;
    this.#votes(event, from, term, from);
    if (!this.isPuppet(from)) return;
    if (args.candidateId !== from) this.accuse(event, `${name(from)} asks in another's name`);
    if (args.lastLogTerm >= term || (args.lastLogIndex === 0) !== (args.lastLogTerm === 0))
      this.accuse(
        event,
        `${name(from)} asks for votes in term ${term} with a log that ends at index ${args.lastLogIndex} and term ${args.lastLogTerm}`,
      );
    const key = `${from} ${term}`;
    const before = this.#ends.get(key) ?? args;
    this.#ends.set(key, before);
    if (before.lastLogIndex !== args.lastLogIndex || before.lastLogTerm !== args.lastLogTerm)
      this.accuse(event, `${name(from)} shows two ends of its log in term ${term}`);
  }

  #delivered({ call, to, args, method, from }: EventOf<'deliver'>): void {
    if (!this.isPuppet(to) || this.#arrivals.has(call)) return;
    const { term } = args as { readonly term: number };
    const hasVoted = method === 'requestVote' && this.voteOf(to, term) === from;
    this.#arrivals.set(call, { term: this.#spoke.get(to) ?? 0, hasVoted });
  }

  #replied(event: EventOf<'reply'>): void {
    const { to, from, call } = event;
    const { term: asked } = event.args as { readonly term: number };
    const { term } = event.reply as { readonly term: number };
    const vote = voteReply(event);
    this.#speaks(to, term);
    if (vote?.voteGranted) this.#votes(event, to, asked, from);
    if (!this.isPuppet(to)) return;
    const arrival = this.#arrivals.get(call);
    const least = Math.max(asked, arrival?.term ?? 0);
    if (term < least)
      this.accuse(event, `${name(to)} answers with term ${term} and knows of term ${least}`);
    const says = vote?.voteGranted ?? (event.reply as { success?: boolean }).success ?? false;
    if (says && term !== asked)
      this.accuse(event, `${name(to)} says yes to a request of term ${asked} in term ${term}`);
    if (vote && !vote.voteGranted && term === asked && arrival?.hasVoted === true)
      this.accuse(event, `${name(to)} refuses the vote that it gave to ${name(from)} before`);
  }

  #speaks(server: number, term: number): void {
    this.#spoke.set(server, Math.max(this.#spoke.get(server) ?? 0, term));
  }

  #votes(event: TraceEvent, server: number, term: number, candidate: number): void {
    const ballot = this.#ballots.get(term) ?? new Map<number, number>();
    this.#ballots.set(term, ballot);
    const before = ballot.get(server) ?? candidate;
    if (before !== candidate && this.isPuppet(server))
      this.accuse(
        event,
        `${name(server)} votes for ${name(before)} and for ${name(candidate)} in term ${term}`,
      );
    ballot.set(server, before);
  }
}
