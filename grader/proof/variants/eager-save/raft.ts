/**
 * Raft on top of fields that save themselves (stable.ts): no other code has to save anything, and a handler
 * that changes three fields waits for three syncs.
 */
import type {
  AppendEntriesArgs,
  AppendEntriesReply,
  ApplyMsg,
  Peer,
  PersisterShape,
  RaftShape,
  RequestVoteArgs,
  RequestVoteReply,
} from '../../../contract';
import { Stable } from './stable';

const ELECTION_MS = 500;
const HEARTBEAT_MS = 100;
const GATHER_MS = 2;
/** A server that has not answered this many requests gets new entries only with heartbeats. */
const OWED_MAX = 6;

enum Role {
  Follower,
  Candidate,
  Leader,
}

/** What a leader knows of another server. */
interface Account {
  readonly id: number;
  readonly peer: Peer;
  nextIndex: number;
  matchIndex: number;
  owed: number;
}

export class Raft implements RaftShape {
  private role = Role.Follower;
  private readonly stable: Stable;
  private readonly accounts: readonly Account[];
  private readonly majority: number;
  private supporters: number[] = [];
  private commitIndex = 0;
  private lastApplied = 0;
  private deadline: ReturnType<typeof setTimeout> | undefined;
  private gathering = false;

  constructor(
    peers: readonly (Peer | undefined)[],
    private readonly me: number,
    persister: PersisterShape,
    private readonly apply: (msg: ApplyMsg) => void,
  ) {
    this.stable = new Stable(persister);
    this.majority = Math.floor(peers.length / 2) + 1;
    this.accounts = peers.flatMap((peer, id) =>
      peer ? [{ id, peer, nextIndex: 1, matchIndex: 0, owed: 0 }] : [],
    );
    this.expectLeader();
    setInterval(() => {
      this.sendToAll(() => true);
    }, HEARTBEAT_MS);
  }

  getState(): { term: number; isLeader: boolean } {
    return { term: this.stable.currentTerm, isLeader: this.role === Role.Leader };
  }

  start(command: string): { index: number; term: number; isLeader: boolean } {
    const { stable } = this;
    const term = stable.currentTerm;
    const isLeader = this.role === Role.Leader;
    if (isLeader) {
      stable.log = [...stable.log, { term, command }];
      this.sendSoon();
    }
    return { index: stable.log.length, term, isLeader };
  }

  requestVote(args: RequestVoteArgs): RequestVoteReply {
    const { stable } = this;
    this.look(args.term);
    const reply = { term: stable.currentTerm, voteGranted: false };
    if (args.term < stable.currentTerm) return reply;
    if (stable.votedFor !== null && stable.votedFor !== args.candidateId) return reply;
    const lastTerm = this.termAt(stable.log.length) ?? 0;
    if (args.lastLogTerm < lastTerm) return reply;
    if (args.lastLogTerm === lastTerm && args.lastLogIndex < stable.log.length) return reply;
    stable.votedFor ??= args.candidateId;
    this.expectLeader();
    return { ...reply, voteGranted: true };
  }

  appendEntries(args: AppendEntriesArgs): AppendEntriesReply {
    const { stable } = this;
    this.look(args.term);
    const term = stable.currentTerm;
    if (args.term < term) return { term, success: false };
    this.role = Role.Follower;
    this.expectLeader();
    const { prevLogIndex, entries } = args;
    const own = this.termAt(prevLogIndex);
    if (own === undefined)
      return { term, success: false, conflictTerm: -1, conflictIndex: stable.log.length + 1 };
    if (own !== args.prevLogTerm) {
      let first = prevLogIndex;
      while (this.termAt(first - 1) === own) first--;
      return { term, success: false, conflictTerm: own, conflictIndex: first };
    }
    let agreed = 0;
    while (agreed < entries.length) {
      if (this.termAt(prevLogIndex + 1 + agreed) !== entries[agreed]?.term) break;
      agreed++;
    }
    const keep = prevLogIndex + agreed;
    if (agreed < entries.length) {
      // Two saves. A crash between them loses only conflicting entries.
      if (stable.log.length > keep) stable.log = stable.log.slice(0, keep);
      stable.log = [...stable.log, ...entries.slice(agreed)];
    }
    this.commitTo(Math.min(args.leaderCommit, prevLogIndex + entries.length));
    return { term, success: true, conflictTerm: -1, conflictIndex: 1 };
  }

  private look(term: number): void {
    if (term <= this.stable.currentTerm) return;
    this.stable.currentTerm = term;
    this.stable.votedFor = null;
    if (this.role === Role.Leader) this.expectLeader();
    this.role = Role.Follower;
  }

  private expectLeader(): void {
    clearTimeout(this.deadline);
    const waitMs = ELECTION_MS + Math.floor(Math.random() * ELECTION_MS);
    this.deadline = setTimeout(() => {
      this.elect();
    }, waitMs);
  }

  private elect(): void {
    const { stable, me } = this;
    this.expectLeader();
    if (this.role === Role.Leader) return;
    this.role = Role.Candidate;
    stable.currentTerm += 1;
    stable.votedFor = me;
    this.supporters = [me];
    const args: RequestVoteArgs = {
      term: stable.currentTerm,
      candidateId: me,
      lastLogIndex: stable.log.length,
      lastLogTerm: this.termAt(stable.log.length) ?? 0,
    };
    for (const { id, peer } of this.accounts)
      void peer.requestVote(args).then((reply) => {
        if (reply) this.onVote(id, args.term, reply);
      });
  }

  private onVote(from: number, asked: number, reply: RequestVoteReply): void {
    this.look(reply.term);
    const isStale = this.role !== Role.Candidate || this.stable.currentTerm !== asked;
    if (isStale || !reply.voteGranted || this.supporters.includes(from)) return;
    this.supporters.push(from);
    if (this.supporters.length < this.majority) return;
    this.role = Role.Leader;
    for (const account of this.accounts) {
      account.nextIndex = this.stable.log.length + 1;
      account.matchIndex = 0;
    }
    this.sendToAll(() => true);
  }

  private sendSoon(): void {
    if (this.gathering) return;
    this.gathering = true;
    setTimeout(() => {
      this.gathering = false;
      this.sendToAll(({ owed }) => owed < OWED_MAX);
    }, GATHER_MS);
  }

  private sendToAll(wanted: (account: Account) => boolean): void {
    if (this.role !== Role.Leader) return;
    for (const account of this.accounts) if (wanted(account)) void this.send(account);
  }

  private async send(account: Account): Promise<void> {
    const { stable } = this;
    const prevLogIndex = account.nextIndex - 1;
    const args: AppendEntriesArgs = {
      term: stable.currentTerm,
      leaderId: this.me,
      prevLogIndex,
      prevLogTerm: this.termAt(prevLogIndex) ?? 0,
      entries: stable.log.slice(prevLogIndex),
      leaderCommit: this.commitIndex,
    };
    account.owed += 1;
    const reply = await account.peer.appendEntries(args);
    account.owed -= 1;
    if (!reply) return;
    this.look(reply.term);
    if (this.role !== Role.Leader || stable.currentTerm !== args.term) return;
    if (reply.success) {
      const match = prevLogIndex + args.entries.length;
      account.matchIndex = Math.max(account.matchIndex, match);
      account.nextIndex = Math.max(account.nextIndex, match + 1);
      this.count();
      return;
    }
    if (account.nextIndex !== prevLogIndex + 1) return;
    const back = Math.min(prevLogIndex, this.goOnAt(reply, prevLogIndex));
    account.nextIndex = Math.max(back, account.matchIndex + 1);
    if (account.nextIndex <= prevLogIndex) void this.send(account);
  }

  private goOnAt({ conflictTerm, conflictIndex }: AppendEntriesReply, tried: number): number {
    for (let index = tried; index > 0; index--)
      if (this.termAt(index) === conflictTerm) return index + 1;
    return Math.max(1, conflictIndex ?? tried);
  }

  private count(): void {
    const { log, currentTerm } = this.stable;
    for (let index = log.length; index > this.commitIndex; index--) {
      if (this.termAt(index) !== currentTerm) return;
      const holders = this.accounts.filter(({ matchIndex }) => matchIndex >= index).length + 1;
      if (holders < this.majority) continue;
      this.commitTo(index);
      return;
    }
  }

  private commitTo(index: number): void {
    if (index <= this.commitIndex) return;
    this.commitIndex = index;
    const due = this.stable.log.slice(this.lastApplied, index);
    for (const { command } of due) this.apply({ index: ++this.lastApplied, command });
  }

  private termAt(index: number): number | undefined {
    return index === 0 ? 0 : this.stable.log[index - 1]?.term;
  }
}
