/**
 * The setting of the tests of fast backup: the subject leads with a log that an earlier leader gave it,
 * and one follower, called astray, has a different log. Requests to that follower are recorded in the
 * order in which they were sent, because the network may reorder them.
 */
import type { Node } from '../../../world/cluster/node';
import type { AppendRequest, Puppet } from '../../../world/cluster/puppet';
import type { TraceEvent } from '../../../world/sim/trace';
import type { AppendEntriesArgs, AppendEntriesReply } from '../../../contract';
import { Directed, isAppend } from '../directed';
import { at, demand } from '../expect';
import { entries, Follower } from '../follower';
import type { Cluster } from '../../../world/cluster/cluster';

/** A leader sends at once after its election, and again within a fraction of this time. */
export const HEARD_MS = 1_500;

/** The logs of the leader and of the follower astray, by the terms of their entries. */
export interface Astray {
  readonly leader: readonly number[];
  readonly follower: readonly number[];
}

export class BackupSetting {
  readonly test: Directed;
  readonly leader: Node;
  /** A follower with the leader's own log. */
  readonly faithful: Puppet;
  readonly faithfulLog: Follower;
  /** The follower whose log must be repaired. It does not answer until it is given a part. */
  readonly astray: Puppet;
  readonly log: Follower;
  /** The term that the subject leads. */
  readonly term: number;
  /**
   * AppendEntries from the leader to the follower astray, in the order of sending, without those that
   * are {@link aside}.
   */
  readonly sent: AppendEntriesArgs[] = [];

  constructor(
    readonly cluster: Cluster,
    terms: Astray,
  ) {
    const test = new Directed(cluster);
    this.test = test;
    this.leader = test.subject;
    this.faithful = test.puppet(0);
    this.astray = test.puppet(1);
    const newest = Math.max(...terms.leader, ...terms.follower) + 1;
    const log = entries(terms.leader);
    this.faithfulLog = new Follower(log, newest);
    this.log = new Follower(entries(terms.follower), newest);
    give(test, this.faithful, newest, terms.leader);
    cluster.system.trace.listen((event) => {
      if (event.kind !== 'send' || event.method !== 'appendEntries') return;
      if (event.from !== this.leader.id || event.to !== this.astray.id) return;
      const args = event.args as AppendEntriesArgs;
      if (!aside(args)) this.sent.push(args);
    });
    this.term = test.elect([this.faithfulLog, this.log]);
    this.astray.part = () => undefined;
  }

  /** Unanswered AppendEntries to the follower astray. */
  get waiting(): readonly AppendRequest[] {
    return this.astray.requests.filter(isAppend).filter(({ done }) => !done);
  }

  /**
   * The first AppendEntries of this leader to the follower astray, not answered yet. Its prevLogIndex
   * must be the leader's last index.
   */
  first(): AppendRequest {
    const ofTerm = () => this.waiting.filter(({ args }) => args.term === this.term);
    const telling = () => ofTerm().find(({ args }) => !aside(args));
    this.cluster.until(() => telling() !== undefined, HEARD_MS);
    const found = telling() ?? ofTerm()[0];
    demand(
      found !== undefined,
      'L.1',
      `${this.leader.name} leads term ${this.term} but has sent ${this.astray.name} no AppendEntries for ${HEARD_MS / 1_000} s (${at(this.cluster)}).`,
    );
    const last = this.faithfulLog.log.length;
    demand(
      found.args.prevLogIndex === last,
      'L.3',
      `${this.leader.name} has just won term ${this.term} with ${last} entries in its log and sent ${this.astray.name} an AppendEntries with prevLogIndex ${found.args.prevLogIndex} ${at(this.cluster)}. nextIndex starts one past the last entry, so prevLogIndex must be ${last}.`,
    );
    return found;
  }

  /** The reply of the follower astray to the request, by its log as it is. It must be a refusal. */
  refusalOf({ args }: AppendRequest): AppendEntriesReply {
    const reply = this.log.takeIn(args);
    if (reply.success) throw new Error('a follower astray refuses the first request');
    return reply;
  }

  /** Everything sent to the follower astray after the first `count` requests, in the order of sending. */
  sentSince(count: number): readonly AppendEntriesArgs[] {
    return this.sent.slice(count);
  }

  /**
   * Answers, and lets the reply reach the leader.
   *
   * @returns the arrival of the reply, for a witness
   */
  deliver(request: AppendRequest, reply: AppendEntriesReply): readonly TraceEvent[] {
    const back: TraceEvent[] = [];
    this.cluster.system.trace.listen((event) => {
      if (event.kind === 'return' && event.call === request.call) back.push(event);
    });
    request.answer(reply);
    this.cluster.until(() => back.length > 0, HEARD_MS);
    return back;
  }
}

/**
 * The heartbeats of some leaders follow the last entry known to match, which is index 0 at first, and
 * of others always index 0. They say nothing about nextIndex.
 */
export function aside({ prevLogIndex, entries }: AppendEntriesArgs): boolean {
  return prevLogIndex === 0 && entries.length === 0;
}

/** The subject accepts a whole log from a puppet that leads the term. */
export function give(test: Directed, from: Puppet, term: number, terms: readonly number[]): void {
  const { success } = test.append(from, { term, entries: entries(terms) });
  demand(
    success,
    'AE.2',
    `${test.subject.name} refused AppendEntries with prevLogIndex 0 of ${from.name}, the leader of term ${term} ${at(test.cluster)}. Index 0 is the sentinel, which every log holds, so it must accept.`,
  );
}

export function hintOf({ conflictTerm, conflictIndex }: AppendEntriesReply): string {
  return `conflictTerm ${conflictTerm ?? 'left out'} and conflictIndex ${conflictIndex ?? 'left out'}`;
}
