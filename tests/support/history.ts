/**
 * A run written by hand, event by event, one millisecond apart: the input of rules in tests. It checks
 * nothing, so it can also contain what no Raft would do.
 */
import type { DiskOperation } from '../../grader/world/sim/disk';
import type {
  AppendEntriesArgs,
  AppendEntriesReply,
  RequestVoteArgs,
  RequestVoteReply,
} from '../../grader/contract';
import { MS } from '../../grader/world/sim/time';
import type { EventOf, Happening, TraceEvent } from '../../grader/world/sim/trace';

type Args = RequestVoteArgs | AppendEntriesArgs;

/** An RPC of the run, to which later events refer. */
export interface Rpc<A extends Args = Args> {
  readonly call: number;
  readonly from: number;
  readonly to: number;
  readonly method: 'requestVote' | 'appendEntries';
  readonly args: A;
  /** The event with which the request was sent. */
  readonly sent: EventOf<'send'>;
}

export type VoteRpc = Rpc<RequestVoteArgs>;
export type AppendRpc = Rpc<AppendEntriesArgs>;

/** A short form of AppendEntries. By default a heartbeat on an empty log. */
export interface Append {
  readonly term: number;
  /** Index and term of the entry before the new ones. */
  readonly prev?: readonly [number, number];
  /** The terms of the new entries. Commands are derived from term and index unless they are given. */
  readonly terms?: readonly number[];
  readonly commands?: readonly string[];
  readonly commit?: number;
}

/** The default command of an entry. */
export function commandOf(term: number, index: number): string {
  return `t${term}i${index}`;
}

export class History {
  readonly events: TraceEvent[] = [];
  readonly #delivered = new Set<number>();
  #calls = 0;
  #waited = 0;

  /** A candidate asks for a vote. */
  asks(from: number, to: number, term: number): VoteRpc {
    const args: RequestVoteArgs = { term, candidateId: from, lastLogIndex: 0, lastLogTerm: 0 };
    return this.#send(from, to, 'requestVote', args);
  }

  /** A leader sends AppendEntries. */
  appends(from: number, to: number, append: Append): AppendRpc {
    const { term, prev = [0, 0], terms = [], commands = [], commit = 0 } = append;
    const [prevLogIndex, prevLogTerm] = prev;
    const entries = terms.map((entryTerm, i) => ({
      term: entryTerm,
      command: commands[i] ?? commandOf(entryTerm, prevLogIndex + 1 + i),
    }));
    const args: AppendEntriesArgs = {
      term,
      leaderId: from,
      prevLogIndex,
      prevLogTerm,
      entries,
      leaderCommit: commit,
    };
    return this.#send(from, to, 'appendEntries', args);
  }

  /** The request is delivered, but not answered yet. */
  arrives(rpc: Rpc, copy = 0): EventOf<'deliver'> {
    this.#delivered.add(rpc.call);
    return this.#add({ kind: 'deliver', ...exchange(rpc), args: rpc.args, copy });
  }

  /** The vote is granted. If the request was not delivered yet, it is delivered just before. */
  grants(rpc: VoteRpc, replyTerm = rpc.args.term): EventOf<'reply'> {
    return this.#answer(rpc, { term: replyTerm, voteGranted: true });
  }

  denies(rpc: VoteRpc, replyTerm = rpc.args.term): EventOf<'reply'> {
    return this.#answer(rpc, { term: replyTerm, voteGranted: false });
  }

  /** The entries are acknowledged. If the request was not delivered yet, it is delivered just before. */
  acknowledges(rpc: AppendRpc, replyTerm = rpc.args.term): EventOf<'reply'> {
    return this.#answer(rpc, { term: replyTerm, success: true });
  }

  refuses(rpc: AppendRpc, replyTerm = rpc.args.term): EventOf<'reply'> {
    return this.#answer(rpc, { term: replyTerm, success: false });
  }

  /** The vote is granted, and the candidate receives the reply. */
  wins(rpc: VoteRpc): EventOf<'return'> {
    return this.returns(rpc, this.grants(rpc).reply as RequestVoteReply);
  }

  /** The entries are acknowledged, and the leader receives the reply. */
  holds(rpc: AppendRpc): EventOf<'return'> {
    return this.returns(rpc, this.acknowledges(rpc).reply as AppendEntriesReply);
  }

  /**
   * A leader replicates commands from index 1 on to all others, and then tells them that all are committed.
   */
  commits(leader: number, term: number, commands: readonly string[]): void {
    const others = [0, 1, 2, 3, 4].filter((id) => id !== leader);
    const terms = commands.map(() => term);
    for (const to of others) this.holds(this.appends(leader, to, { term, terms, commands }));
    const heartbeat: Append = { term, prev: [terms.length, term], commit: terms.length };
    for (const to of others) this.holds(this.appends(leader, to, heartbeat));
  }

  /** The caller receives a reply or, if it is undefined, learns that there is none. */
  returns(rpc: Rpc, reply: RequestVoteReply | AppendEntriesReply | undefined): EventOf<'return'> {
    return this.#add({ kind: 'return', ...exchange(rpc), args: rpc.args, reply });
  }

  boots(server: number): EventOf<'boot'> {
    return this.#add({ kind: 'boot', server, incarnation: 1 });
  }

  disk(server: number, operation: DiskOperation): EventOf<'disk'> {
    return this.#add({ kind: 'disk', server, operation });
  }

  crashes(server: number): EventOf<'crash'> {
    return this.#add({ kind: 'crash', server, midHandler: false });
  }

  restarts(server: number): void {
    this.crashes(server);
    this.boots(server);
  }

  pauses(server: number): EventOf<'pause'> {
    return this.#add({ kind: 'pause', server });
  }

  thaws(server: number): EventOf<'thaw'> {
    return this.#add({ kind: 'thaw', server });
  }

  /** Time passes without events. */
  waits(ms: number): void {
    this.#waited += ms;
  }

  /** The result of getState() has changed. */
  isIn(server: number, term: number): EventOf<'state'> {
    return this.#add({ kind: 'state', server, term, isLeader: false });
  }

  leads(server: number, term: number): EventOf<'state'> {
    return this.#add({ kind: 'state', server, term, isLeader: true });
  }

  /** A server takes a client's command. */
  takes(server: number, index: number, term: number, command = commandOf(term, index)) {
    return this.#add({ kind: 'start', server, command, index, term });
  }

  applies(server: number, index: number, command: string): EventOf<'apply'> {
    return this.#add({ kind: 'apply', server, index, command });
  }

  #send<A extends Args>(from: number, to: number, method: Rpc['method'], args: A): Rpc<A> {
    const call = ++this.#calls;
    const sent = this.#add({ kind: 'send', call, from, to, method, args, bytes: 0 });
    return { call, from, to, method, args, sent };
  }

  #answer(rpc: Rpc, reply: RequestVoteReply | AppendEntriesReply): EventOf<'reply'> {
    if (!this.#delivered.has(rpc.call)) this.arrives(rpc);
    return this.#add({ kind: 'reply', ...exchange(rpc), args: rpc.args, reply, bytes: 0 });
  }

  #add<K extends Happening['kind']>(happening: Happening & { readonly kind: K }): EventOf<K> {
    const order = this.events.length;
    const event: TraceEvent = { ...happening, order, at: (order + 1 + this.#waited) * MS };
    this.events.push(event);
    return event as EventOf<K>;
  }
}

function exchange({ call, from, to, method }: Rpc) {
  return { call, from, to, method };
}
