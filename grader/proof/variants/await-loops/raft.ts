/**
 * Raft as async loops: one waits for a leader, one async function runs an election, and one loop per
 * follower sends a single request at a time.
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
import { Memory } from './memory';
import { atLeast, Bell, sleep } from './waiting';

const PATIENCE_MS = 350;
const PATIENCE_SPREAD_MS = 350;
const HEARTBEAT_MS = 100;

interface Follower {
  readonly id: number;
  readonly peer: Peer;
  next: number;
  match: number;
}

export class Raft implements RaftShape {
  private readonly memory: Memory;
  private readonly peers: readonly { readonly id: number; readonly peer: Peer }[];
  private readonly servers: number;
  /** Rings when there is something new to send. */
  private readonly news = new Bell();
  /** Undefined unless this server leads in the current term. */
  private followers: readonly Follower[] | undefined;
  private isCandidate = false;
  private waitUntil = 0;
  private committed = 0;
  private applied = 0;

  constructor(
    peers: readonly (Peer | undefined)[],
    private readonly me: number,
    persister: PersisterShape,
    private readonly apply: (msg: ApplyMsg) => void,
  ) {
    this.memory = new Memory(persister);
    this.servers = peers.length;
    this.peers = peers.flatMap((peer, id) => (peer ? [{ id, peer }] : []));
    this.waitLonger();
    void this.watch();
  }

  getState(): { term: number; isLeader: boolean } {
    return { term: this.memory.term, isLeader: this.followers !== undefined };
  }

  start(command: string): { index: number; term: number; isLeader: boolean } {
    const { memory } = this;
    if (!this.followers) return { index: -1, term: -1, isLeader: false };
    memory.append(command);
    memory.save();
    this.news.ring();
    return { index: memory.last, term: memory.term, isLeader: true };
  }

  requestVote(args: RequestVoteArgs): RequestVoteReply {
    const { memory } = this;
    if (args.term > memory.term) this.follow(args.term);
    const free = memory.vote === null || memory.vote === args.candidateId;
    const voteGranted = args.term === memory.term && free && !this.isAheadOf(args);
    if (voteGranted) {
      memory.voteFor(args.candidateId);
      this.waitLonger();
    }
    memory.save();
    return { term: memory.term, voteGranted };
  }

  appendEntries(args: AppendEntriesArgs): AppendEntriesReply {
    const { memory } = this;
    if (args.term < memory.term) return { term: memory.term, success: false };
    this.follow(args.term);
    this.waitLonger();
    const { term } = memory;
    const found = memory.termAt(args.prevLogIndex);
    if (found !== args.prevLogTerm) {
      memory.save();
      const [conflictTerm, conflictIndex] =
        found === undefined
          ? [-1, memory.last + 1]
          : [found, memory.span(found)?.first ?? args.prevLogIndex];
      return { term, success: false, conflictTerm, conflictIndex };
    }
    memory.take(args);
    const known = args.prevLogIndex + args.entries.length;
    // A committed entry may be applied before this copy of it is saved, because a majority has saved it.
    this.commit(Math.min(args.leaderCommit, known));
    memory.save();
    return { term, success: true };
  }

  private isAheadOf({ lastLogTerm, lastLogIndex }: RequestVoteArgs): boolean {
    const { last } = this.memory;
    const lastTerm = this.memory.termAt(last) ?? 0;
    return lastTerm > lastLogTerm || (lastTerm === lastLogTerm && last > lastLogIndex);
  }

  /** The term is at least the current one. */
  private follow(term: number): void {
    if (term > this.memory.term) this.memory.enter(term, null);
    if (this.followers) this.waitLonger();
    this.followers = undefined;
    this.isCandidate = false;
    this.news.ring();
  }

  private waitLonger(): void {
    this.waitUntil = Date.now() + PATIENCE_MS + Math.floor(Math.random() * PATIENCE_SPREAD_MS);
  }

  /** Starts an election whenever the timeout has passed and this server does not lead. Never ends. */
  private async watch(): Promise<never> {
    for (;;) {
      const left = this.waitUntil - Date.now();
      if (left > 0) {
        await sleep(left);
        continue;
      }
      this.waitLonger();
      if (!this.followers) void this.runElection();
    }
  }

  private async runElection(): Promise<void> {
    const { memory, me } = this;
    this.isCandidate = true;
    memory.enter(memory.term + 1, me);
    memory.save();
    const { term, last } = memory;
    const args = {
      term,
      candidateId: me,
      lastLogIndex: last,
      lastLogTerm: memory.termAt(last) ?? 0,
    };
    const votes = this.peers.map(({ peer }) => this.askForVote(peer, args));
    const others = Math.floor(this.servers / 2);
    const isElected = await atLeast(others, votes);
    if (isElected && this.isStanding(term)) this.lead(term);
  }

  private isStanding(term: number): boolean {
    return this.isCandidate && this.memory.term === term;
  }

  private async askForVote(peer: Peer, args: RequestVoteArgs): Promise<boolean> {
    const reply = await peer.requestVote(args);
    if (reply === undefined) return false;
    this.sawTerm(reply.term);
    return reply.voteGranted;
  }

  private sawTerm(term: number): void {
    if (term <= this.memory.term) return;
    this.follow(term);
    this.memory.save();
  }

  private lead(term: number): void {
    const next = this.memory.last + 1;
    this.isCandidate = false;
    this.followers = this.peers.map(({ id, peer }) => ({ id, peer, next, match: 0 }));
    for (const follower of this.followers) void this.feed(follower, term);
  }

  private isLeading(term: number): boolean {
    return this.followers !== undefined && this.memory.term === term;
  }

  /** Sends one request at a time. It does not wait longer for a reply that is late. */
  private async feed(follower: Follower, term: number): Promise<void> {
    while (this.isLeading(term)) {
      const pauseUntil = Date.now() + HEARTBEAT_MS;
      const outcome = await Promise.race([this.sendTo(follower, term), late(HEARTBEAT_MS)]);
      if (outcome === 'refused') continue;
      while (this.isLeading(term) && Date.now() < pauseUntil) {
        if (outcome === 'taken' && follower.next <= this.memory.last) break;
        await this.news.heard(pauseUntil - Date.now());
      }
    }
  }

  private async sendTo(follower: Follower, term: number): Promise<'taken' | 'refused' | 'lost'> {
    const { memory } = this;
    const prevLogIndex = follower.next - 1;
    const entries = memory.entries.slice(prevLogIndex);
    const reply = await follower.peer.appendEntries({
      term,
      leaderId: this.me,
      prevLogIndex,
      prevLogTerm: memory.termAt(prevLogIndex) ?? 0,
      entries,
      leaderCommit: this.committed,
    });
    if (reply === undefined) return 'lost';
    this.sawTerm(reply.term);
    if (!this.isLeading(term)) return 'lost';
    if (reply.success) {
      follower.match = Math.max(follower.match, prevLogIndex + entries.length);
      follower.next = Math.max(follower.next, follower.match + 1);
      this.countCopies();
      return 'taken';
    }
    if (follower.next !== prevLogIndex + 1) return 'lost';
    follower.next = Math.max(follower.match + 1, this.meetingPoint(prevLogIndex, reply));
    return 'refused';
  }

  /** Where both logs may match next, from 1 to `tried`. */
  private meetingPoint(tried: number, { conflictTerm, conflictIndex }: AppendEntriesReply): number {
    const span = conflictTerm === undefined ? undefined : this.memory.span(conflictTerm);
    const wanted = span ? span.last + 1 : (conflictIndex ?? tried);
    return Math.max(1, Math.min(tried, wanted));
  }

  private countCopies(): void {
    const { memory } = this;
    const others = Math.floor(this.servers / 2);
    for (let index = memory.last; memory.termAt(index) === memory.term; index--) {
      if (index <= this.committed) return;
      const copies = this.followers?.filter(({ match }) => match >= index) ?? [];
      if (copies.length < others) continue;
      this.commit(index);
      return;
    }
  }

  private commit(index: number): void {
    this.committed = Math.max(this.committed, index);
    while (this.applied < this.committed) {
      const entry = this.memory.entries[this.applied];
      if (!entry) return;
      this.applied++;
      this.apply({ index: this.applied, command: entry.command });
    }
  }
}

async function late(ms: number): Promise<'late'> {
  await sleep(ms);
  return 'late';
}
