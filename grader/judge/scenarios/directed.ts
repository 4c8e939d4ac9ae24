/**
 * The vocabulary of directed tests. One server, the subject, runs the code under test; the others are
 * puppets. The seed decides which server plays which part. So the decisive moment is certain, where a
 * random test needs luck. Whatever else a correct server may do (more messages, other pacing, batches)
 * must make no difference.
 */
import type { Cluster } from '../../world/cluster/cluster';
import type { Node } from '../../world/cluster/node';
import type { AppendRequest, Puppet, Request, Sent, VoteRequest } from '../../world/cluster/puppet';
import type {
  AppendEntriesReply,
  LogEntry,
  RequestVoteArgs,
  RequestVoteReply,
} from '../../contract';
import type { EventOf, TraceEvent } from '../../world/sim/trace';
import { lastSent } from '../rules/wire';
import { at, demand } from './expect';
import { Follower } from './follower';
import { growingPauses, timerStory } from './timer-story';

/** A server that answers at once does so within the delays of the network and a sync or two. */
export const ANSWER_MS = 1_000;
/** Below the shortest sensible election timeout, even if the receiver is some tens of ms late. */
export const BEAT_MS = 75;
/** By then a server that hears from no leader has started an election (the usual timeout is below 1 s). */
const ELECTION_MS = 5_000;
/** How many candidacies may be lost, or come too early, before the expected one. */
const CANDIDACIES_MAX = 4;

/** The fields of an AppendEntries. The defaults are those of a heartbeat on an empty log. */
export interface Append {
  readonly term: number;
  /** Index and term of the entry before the new ones. */
  readonly prev?: readonly [index: number, term: number];
  readonly entries?: readonly LogEntry[];
  readonly commit?: number;
}

/** The subject starts an election: its requests to all others in one term. */
export interface Candidacy {
  readonly term: number;
  readonly args: RequestVoteArgs;
  /** One for each puppet, in their order, not answered yet. */
  readonly requests: readonly VoteRequest[];
}

export class Directed {
  readonly subject: Node;
  readonly puppets: readonly Puppet[];

  constructor(readonly cluster: Cluster) {
    this.subject = cluster.subject;
    this.puppets = [...cluster.system.puppets.values()];
  }

  /** The puppet that plays part `i` of this test, counting from 0. */
  puppet(i: number): Puppet {
    const found = this.puppets[i];
    if (!found) throw new Error(`there is no part ${i}`);
    return found;
  }

  /** The subject's current term, from getState(). */
  get term(): number {
    return this.subject.look().term;
  }

  get leads(): boolean {
    return this.subject.look().isLeader;
  }

  /** How many servers make a majority. */
  get majority(): number {
    return this.cluster.majority;
  }

  run(ms: number): void {
    this.cluster.run(ms);
  }

  /** @returns the subject's answer to a RequestVote of the puppet */
  ask(from: Puppet, term: number, last: readonly [index: number, term: number] = [0, 0]) {
    const [lastLogIndex, lastLogTerm] = last;
    return this.answered<RequestVoteReply>(
      from.requestVote(this.subject.id, { term, lastLogIndex, lastLogTerm }),
      `RequestVote of term ${term} from ${from.name}`,
    );
  }

  /** @returns the subject's answer to an AppendEntries of the puppet */
  append(from: Puppet, what: Append) {
    const sent = this.send(from, what);
    // A leader that waits for an answer continues to send heartbeats.
    for (let ms = 0; ms < ANSWER_MS; ms += BEAT_MS) {
      if (this.cluster.until(() => sent.settled, BEAT_MS)) break;
      this.send(from, { term: what.term });
    }
    return this.answered<AppendEntriesReply>(
      sent,
      `AppendEntries of term ${what.term} from ${from.name}`,
    );
  }

  /** Sends AppendEntries to the subject, without waiting for the answer. */
  send(from: Puppet, { term, prev = [0, 0], entries = [], commit = 0 }: Append) {
    const [prevLogIndex, prevLogTerm] = prev;
    return from.appendEntries(this.subject.id, {
      term,
      prevLogIndex,
      prevLogTerm,
      entries,
      leaderCommit: commit,
    });
  }

  /** Waits for the reply to a puppet's message. */
  answered<R>(sent: Sent<R>, what: string): R {
    this.cluster.until(() => sent.settled, ANSWER_MS);
    const { reply } = sent;
    demand(
      reply !== undefined,
      'F.1',
      `${this.subject.name} has not answered the ${what} ${at(this.cluster)}, ${ANSWER_MS / 1_000} s after it was sent.`,
    );
    return reply;
  }

  /**
   * Waits for the subject to ask all others for their vote in a term above `above`. Puppets must have
   * no part, or one that leaves RequestVote alone. A repeated request, in an election in which some
   * requests have been answered or dropped, does not count as a candidacy.
   *
   * @throws Broken F.2 or C.1
   */
  candidacy(above = this.term, withinMs = ELECTION_MS): Candidacy {
    const isOver = (term: number): boolean =>
      this.puppets.some(({ requests }) =>
        requests.some(
          ({ method, done, args }) => method === 'requestVote' && done && args.term === term,
        ),
      );
    const asked = (puppet: Puppet): VoteRequest | undefined =>
      puppet.requests.find(
        (request): request is VoteRequest =>
          request.method === 'requestVote' &&
          !request.done &&
          request.args.term > above &&
          !isOver(request.args.term),
      );
    const someone = () => this.puppets.map(asked).find((request) => request !== undefined);
    this.#untilElected(() => someone() !== undefined, withinMs);
    const first = someone();
    const timer = first ? undefined : timerStory(this.cluster, this.subject.id);
    demand(
      first !== undefined,
      'F.2',
      `${this.subject.name} has heard from no leader and granted no vote for ${withinMs / 1_000} s, but ${at(this.cluster)} it has not asked for votes in a term above ${above}.${growingPauses(this.puppets) || (timer?.question ?? '')}`,
      timer?.witness,
    );
    const { term } = first.args;
    const ofTerm = (puppet: Puppet) =>
      puppet.requests.find(
        (request): request is VoteRequest =>
          request.method === 'requestVote' && !request.done && request.args.term === term,
      );
    const everyone = () => this.puppets.map(ofTerm).filter((request) => request !== undefined);
    this.cluster.until(() => everyone().length === this.puppets.length, ALL_ASKED_MS);
    const requests = everyone();
    demand(
      requests.length === this.puppets.length,
      'C.1',
      `${this.subject.name} started an election in term ${term}, but ${at(this.cluster)} it has asked only ${requests.length} of ${this.puppets.length} other servers for their votes: it must ask all of them at once, without waiting for replies.`,
    );
    return { term, args: first.args, requests };
  }

  /** After a candidacy that is not the expected one or is lost, the subject gets the same time again. */
  #untilElected(isDone: () => boolean, withinMs: number): void {
    const newest = () =>
      Math.max(
        0,
        ...this.puppets.flatMap(({ candidacies }) => candidacies.map(({ args }) => args.term)),
      );
    for (let tries = 0; tries < CANDIDACIES_MAX; tries++) {
      const before = newest();
      this.cluster.until(isDone, withinMs);
      if (isDone() || newest() === before) return;
    }
  }

  /**
   * Makes the subject the leader. All puppets follow, with logs of their own, and continue as {@link
   * Follower} until they are given another part.
   *
   * @param logs by puppet; empty logs by default
   * @returns the term that the subject leads
   * @throws Broken V.1
   */
  elect(logs: readonly Follower[] = this.puppets.map(() => new Follower([], this.term))): number {
    this.puppets.forEach((puppet, i) => {
      puppet.part = (logs[i] ?? new Follower()).part;
    });
    const fromMs = this.cluster.nowMs;
    this.#untilElected(() => this.leads, ELECTION_MS);
    const waited = Math.round((this.cluster.nowMs - fromMs) / 1_000);
    const refusal = this.leads ? undefined : this.#refusal(logs);
    demand(
      this.leads,
      'V.1',
      `${this.subject.name} does not lead ${at(this.cluster)}, though for ${waited} s all other servers were ready to vote for it${refusal?.why ?? '.'}`,
      refusal?.witness,
    );
    return this.term;
  }

  /** Why the others refuse their votes: the subject's log is less up to date than theirs. */
  #refusal(logs: readonly Follower[]): { why: string; witness: readonly TraceEvent[] } | undefined {
    const last = this.puppets
      .flatMap(({ requests }) => requests)
      .filter(isVote)
      .at(-1);
    if (!last) return undefined;
    const { term, lastLogIndex, lastLogTerm } = last.args;
    const better = this.puppets.flatMap(({ name }, i) => {
      const log = logs[i]?.log ?? [];
      const endTerm = log.at(-1)?.term ?? 0;
      const isBetter =
        endTerm > lastLogTerm || (endTerm === lastLogTerm && log.length > lastLogIndex);
      return isBetter
        ? [`the log of ${name} ends at index ${log.length} with term ${endTerm}`]
        : [];
    });
    if (better.length === 0) return undefined;
    const sent = this.puppets
      .flatMap(({ requests }) => requests)
      .filter(isAppend)
      .map(({ args }) => lastSent(args))
      .findLast(({ index }) => index > lastLogIndex);
    const doubt = sent
      ? `As a leader it had itself sent the entry of term ${sent.term} at index ${sent.index}: a server that steps down keeps its log, and only a conflicting entry of a leader removes any of it (AE.3). Or are the values wrong (RV.3)?`
      : 'Has it lost entries that it acknowledged (AE.3), or does it send the wrong values (RV.3)?';
    return {
      why: ` if its log was up to date. Its RequestVote of term ${term} had lastLogIndex ${lastLogIndex} and lastLogTerm ${lastLogTerm}, but ${better.join(', ')}. ${doubt}`,
      witness: this.latest(
        (event) =>
          event.kind === 'reply' &&
          event.from === this.subject.id &&
          event.method === 'requestVote' &&
          !(event.reply as RequestVoteReply).voteGranted,
      ),
    };
  }

  /** The event with which a request to a puppet was sent; undefined if the trace no longer holds it. */
  departure({ call }: Pick<Request, 'call'>): EventOf<'send'> | undefined {
    return this.cluster.system.trace
      .recent()
      .find((event): event is EventOf<'send'> => event.kind === 'send' && event.call === call);
  }

  /** Waits until a new request of this kind reaches the puppet; undefined if none arrives in time. */
  next(puppet: Puppet, is: (request: Request) => boolean, withinMs: number): Request | undefined {
    const from = puppet.requests.length;
    const found = () => puppet.requests.slice(from).find(is);
    this.cluster.until(() => found() !== undefined, withinMs);
    return found();
  }

  /** The latest event of this kind in the trace, for a witness. */
  latest(is: (event: TraceEvent) => boolean): readonly TraceEvent[] {
    const found = this.cluster.system.trace.recent().filter(is).at(-1);
    return found ? [found] : [];
  }

  /** Commands that the subject has applied since its boot, index 1 first. */
  get applied(): readonly string[] {
    return [...this.cluster.appliedBy(this.subject).values()];
  }
}

const ALL_ASKED_MS = 500;

export function isAppend(request: Request): request is AppendRequest {
  return request.method === 'appendEntries';
}

export function isVote(request: Request): request is VoteRequest {
  return request.method === 'requestVote';
}
