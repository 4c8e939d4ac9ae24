/**
 * Raft in one class, as most people write it first: fields, timers and rules side by side. It acts fast:
 * short timeouts, commands are sent at once, and voters that do not answer are asked again.
 */
import type {
  AppendEntriesArgs,
  AppendEntriesReply,
  ApplyMsg,
  LogEntry,
  Peer,
  PersisterShape,
  RaftShape,
  RequestVoteArgs,
  RequestVoteReply,
} from '../../../contract';

const ELECTION_MIN_MS = 150;
const ELECTION_MAX_MS = 300;
const HEARTBEAT_MS = 50;
/** A server with this many open calls gets new commands only with the next heartbeat. */
const OPEN_CALLS_MAX = 8;
const ASK_AGAIN_MS = 60;

interface Saved {
  readonly currentTerm: number;
  readonly votedFor: number | null;
  readonly log: LogEntry[];
}

export class Raft implements RaftShape {
  private currentTerm = 0;
  private votedFor: number | null = null;
  /** By index; the sentinel is at 0. */
  private log: LogEntry[] = [{ term: 0, command: '' }];
  private isDirty = false;

  private role: 'follower' | 'candidate' | 'leader' = 'follower';
  private commitIndex = 0;
  private lastApplied = 0;
  private votes = new Set<number>();
  private answered = new Set<number>();
  private nextIndex: number[] = [];
  private matchIndex: number[] = [];
  private readonly openCalls: number[];

  private electionTimer: ReturnType<typeof setTimeout> | undefined;
  private heartbeatTimer: ReturnType<typeof setInterval> | undefined;

  constructor(
    private readonly peers: readonly (Peer | undefined)[],
    private readonly me: number,
    private readonly persister: PersisterShape,
    private readonly apply: (msg: ApplyMsg) => void,
  ) {
    this.openCalls = peers.map(() => 0);
    this.readPersist();
    this.resetElectionTimer();
  }

  getState(): { term: number; isLeader: boolean } {
    return { term: this.currentTerm, isLeader: this.role === 'leader' };
  }

  start(command: string): { index: number; term: number; isLeader: boolean } {
    const term = this.currentTerm;
    if (this.role !== 'leader') return { index: 0, term, isLeader: false };
    this.log.push({ term, command });
    this.isDirty = true;
    this.persist();
    for (const other of this.others()) {
      if ((this.openCalls[other] ?? 0) < OPEN_CALLS_MAX) void this.replicateTo(other);
    }
    return { index: this.lastIndex(), term, isLeader: true };
  }

  requestVote(args: RequestVoteArgs): RequestVoteReply {
    if (args.term > this.currentTerm) this.stepDown(args.term);
    const { lastLogIndex, lastLogTerm } = args;
    const ownLastTerm = this.termAt(this.lastIndex()) ?? 0;
    const isUpToDate =
      lastLogTerm > ownLastTerm ||
      (lastLogTerm === ownLastTerm && lastLogIndex >= this.lastIndex());
    const isFree = this.votedFor === null || this.votedFor === args.candidateId;
    const voteGranted = args.term === this.currentTerm && isFree && isUpToDate;
    if (voteGranted) {
      if (this.votedFor === null) this.isDirty = true;
      this.votedFor = args.candidateId;
      this.resetElectionTimer();
    }
    this.persist();
    return { term: this.currentTerm, voteGranted };
  }

  appendEntries(args: AppendEntriesArgs): AppendEntriesReply {
    if (args.term < this.currentTerm) return { term: this.currentTerm, success: false };
    this.stepDown(args.term);
    this.resetElectionTimer();
    const reply = this.takeEntries(args);
    this.persist();
    this.applyCommitted();
    return reply;
  }

  private takeEntries(args: AppendEntriesArgs): AppendEntriesReply {
    const term = this.currentTerm;
    const { prevLogIndex, entries } = args;
    const found = this.termAt(prevLogIndex);
    if (found === undefined)
      return { term, success: false, conflictTerm: -1, conflictIndex: this.log.length };
    if (found !== args.prevLogTerm) {
      const conflictIndex = this.log.findIndex((entry) => entry.term === found);
      return { term, success: false, conflictTerm: found, conflictIndex };
    }
    for (const [offset, entry] of entries.entries()) {
      const index = prevLogIndex + 1 + offset;
      if (this.termAt(index) === entry.term) continue;
      this.log.length = index;
      this.log.push(...entries.slice(offset));
      this.isDirty = true;
      break;
    }
    const vouched = Math.min(args.leaderCommit, prevLogIndex + entries.length);
    this.commitIndex = Math.max(this.commitIndex, vouched);
    return { term, success: true, conflictTerm: 0, conflictIndex: 0 };
  }

  private stepDown(term: number): void {
    if (term > this.currentTerm) {
      this.currentTerm = term;
      this.votedFor = null;
      this.isDirty = true;
    }
    if (this.role === 'leader') {
      clearInterval(this.heartbeatTimer);
      this.resetElectionTimer();
    }
    this.role = 'follower';
  }

  private resetElectionTimer(): void {
    clearTimeout(this.electionTimer);
    const spread = ELECTION_MAX_MS - ELECTION_MIN_MS;
    const timeout = ELECTION_MIN_MS + Math.floor(Math.random() * (spread + 1));
    this.electionTimer = setTimeout(() => {
      this.standForElection();
    }, timeout);
  }

  private standForElection(): void {
    this.role = 'candidate';
    this.currentTerm++;
    this.votedFor = this.me;
    this.votes = new Set([this.me]);
    this.isDirty = true;
    this.persist();
    this.resetElectionTimer();
    this.answered = new Set();
    for (const other of this.others()) this.askUntilAnswered(other, this.currentTerm);
  }

  private askUntilAnswered(other: number, term: number): void {
    if (this.role !== 'candidate' || this.currentTerm !== term || this.answered.has(other)) return;
    void this.askForVote(other);
    setTimeout(
      () => {
        this.askUntilAnswered(other, term);
      },
      ASK_AGAIN_MS * (1 + other),
    );
  }

  private async askForVote(other: number): Promise<void> {
    const term = this.currentTerm;
    const lastLogIndex = this.lastIndex();
    const lastLogTerm = this.termAt(lastLogIndex) ?? 0;
    const args = { term, candidateId: this.me, lastLogIndex, lastLogTerm };
    const reply = await this.peers[other]?.requestVote(args);
    if (!reply) return;
    if (reply.term > this.currentTerm) {
      this.stepDown(reply.term);
      this.persist();
    }
    if (this.currentTerm === term) this.answered.add(other);
    if (this.role !== 'candidate' || this.currentTerm !== term || !reply.voteGranted) return;
    this.votes.add(other);
    if (this.isMajority(this.votes.size)) this.lead();
  }

  private lead(): void {
    this.role = 'leader';
    clearTimeout(this.electionTimer);
    this.nextIndex = this.peers.map(() => this.log.length);
    this.matchIndex = this.peers.map(() => 0);
    const beat = () => {
      for (const other of this.others()) void this.replicateTo(other);
    };
    this.heartbeatTimer = setInterval(beat, HEARTBEAT_MS);
    beat();
  }

  private async replicateTo(other: number): Promise<void> {
    const nextIndex = this.nextIndex[other] ?? 1;
    const args: AppendEntriesArgs = {
      term: this.currentTerm,
      leaderId: this.me,
      prevLogIndex: nextIndex - 1,
      prevLogTerm: this.termAt(nextIndex - 1) ?? 0,
      entries: this.log.slice(nextIndex),
      leaderCommit: this.commitIndex,
    };
    this.openCalls[other] = (this.openCalls[other] ?? 0) + 1;
    const reply = await this.peers[other]?.appendEntries(args);
    this.openCalls[other] -= 1;
    if (!reply) return;
    if (reply.term > this.currentTerm) {
      this.stepDown(reply.term);
      this.persist();
    }
    if (this.role !== 'leader' || this.currentTerm !== args.term) return;
    if (reply.success) {
      const match = args.prevLogIndex + args.entries.length;
      this.matchIndex[other] = Math.max(this.matchIndex[other] ?? 0, match);
      this.nextIndex[other] = Math.max(this.nextIndex[other] ?? 1, match + 1);
      this.advanceCommit();
    } else if (this.nextIndex[other] === nextIndex) {
      const next = this.afterRefusal(args.prevLogIndex, reply);
      this.nextIndex[other] = Math.max(next, (this.matchIndex[other] ?? 0) + 1);
      if (this.nextIndex[other] < nextIndex) void this.replicateTo(other);
    }
  }

  private afterRefusal(prevLogIndex: number, hint: AppendEntriesReply): number {
    const { conflictTerm = -1, conflictIndex = prevLogIndex } = hint;
    const lastOfTerm = this.log.findLastIndex(({ term }) => term === conflictTerm);
    const wanted = lastOfTerm > 0 ? lastOfTerm + 1 : conflictIndex;
    return Math.max(1, Math.min(wanted, prevLogIndex));
  }

  private advanceCommit(): void {
    const held = this.peers.map((_, server) =>
      server === this.me ? this.lastIndex() : (this.matchIndex[server] ?? 0),
    );
    held.sort((a, b) => b - a);
    const byMajority = held[Math.floor(held.length / 2)] ?? 0;
    if (byMajority <= this.commitIndex || this.termAt(byMajority) !== this.currentTerm) return;
    this.commitIndex = byMajority;
    this.applyCommitted();
  }

  private applyCommitted(): void {
    while (this.lastApplied < this.commitIndex) {
      const index = ++this.lastApplied;
      this.apply({ index, command: this.log[index]?.command ?? '' });
    }
  }

  private persist(): void {
    if (!this.isDirty) return;
    const { currentTerm, votedFor, log } = this;
    const text = JSON.stringify({ currentTerm, votedFor, log });
    this.persister.saveRaftState(new TextEncoder().encode(text));
    this.isDirty = false;
  }

  private readPersist(): void {
    const bytes = this.persister.readRaftState();
    if (bytes.length === 0) return;
    const saved = JSON.parse(new TextDecoder().decode(bytes)) as Saved;
    this.currentTerm = saved.currentTerm;
    this.votedFor = saved.votedFor;
    this.log = saved.log;
  }

  private others(): number[] {
    return [...this.peers.keys()].filter((server) => server !== this.me);
  }

  private isMajority(count: number): boolean {
    return count * 2 > this.peers.length;
  }

  private lastIndex(): number {
    return this.log.length - 1;
  }

  /** Undefined beyond the end of the log. */
  private termAt(index: number): number | undefined {
    return this.log[index]?.term;
  }
}
