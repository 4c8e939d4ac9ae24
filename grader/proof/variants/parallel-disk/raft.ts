/**
 * A leader that writes its disk in parallel with its followers (section 10.2.1 of Ongaro's dissertation):
 * start() sends an entry before this server has saved it. The leader counts its own copy only after the
 * write, so the others may commit an entry before it is on the leader's disk.
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
import { Writes } from './writes';

const ELECTION_MS = { min: 350, spread: 300 };
const HEARTBEAT_MS = 90;
/** A server that has not answered this many requests gets only heartbeats. */
const OWED_MAX = 10;

interface Follower {
  readonly id: number;
  readonly peer: Peer;
  next: number;
  match: number;
  owed: number;
}

interface Kept {
  readonly term: number;
  readonly vote: number;
  readonly entries: readonly LogEntry[];
}

const NOBODY = -1;

export class Raft implements RaftShape {
  #term = 0;
  #vote = NOBODY;
  #entries: LogEntry[] = [];
  /** Index of the last entry on this server's own disk, up to which it counts itself. */
  #written = 0;
  #isChanged = false;
  #role: 'follower' | 'candidate' | 'leader' = 'follower';
  #commit = 0;
  #applied = 0;
  readonly #followers: readonly Follower[];
  readonly #writes: Writes;
  #election: ReturnType<typeof setTimeout> | undefined;

  constructor(
    peers: readonly (Peer | undefined)[],
    private readonly me: number,
    private readonly persister: PersisterShape,
    private readonly apply: (msg: ApplyMsg) => void,
  ) {
    this.#followers = peers.flatMap((peer, id) =>
      peer ? [{ id, peer, next: 1, match: 0, owed: 0 }] : [],
    );
    this.#writes = new Writes(() => {
      this.#save();
      this.#count();
    });
    this.#restore();
    this.#waitForLeader();
    setInterval(() => {
      this.#sendToAll(true);
    }, HEARTBEAT_MS);
  }

  getState(): { term: number; isLeader: boolean } {
    return { term: this.#term, isLeader: this.#role === 'leader' };
  }

  start(command: string): { index: number; term: number; isLeader: boolean } {
    const term = this.#term;
    if (this.#role !== 'leader') return { index: this.#last, term, isLeader: false };
    this.#entries.push({ term, command });
    this.#isChanged = true;
    this.#sendToAll(false);
    this.#writes.order();
    return { index: this.#last, term, isLeader: true };
  }

  requestVote(args: RequestVoteArgs): RequestVoteReply {
    this.#learn(args.term);
    const voteGranted = args.term === this.#term && this.#isEligible(args);
    if (voteGranted) {
      this.#isChanged ||= this.#vote !== args.candidateId;
      this.#vote = args.candidateId;
      this.#waitForLeader();
    }
    this.#save();
    return { term: this.#term, voteGranted };
  }

  appendEntries(args: AppendEntriesArgs): AppendEntriesReply {
    this.#learn(args.term);
    if (args.term < this.#term) {
      this.#save();
      return { term: this.#term, success: false };
    }
    this.#role = 'follower';
    this.#waitForLeader();
    const conflict = this.#conflict(args);
    if (!conflict) this.#take(args);
    this.#save();
    this.#applyCommitted();
    return { term: this.#term, success: !conflict, ...conflict };
  }

  #isEligible({ candidateId, lastLogIndex, lastLogTerm }: RequestVoteArgs): boolean {
    if (this.#vote !== NOBODY && this.#vote !== candidateId) return false;
    const ownTerm = this.#termAt(this.#last);
    return lastLogTerm === ownTerm ? lastLogIndex >= this.#last : lastLogTerm > ownTerm;
  }

  #conflict({ prevLogIndex, prevLogTerm }: AppendEntriesArgs) {
    if (prevLogIndex > this.#last) return { conflictTerm: -1, conflictIndex: this.#last + 1 };
    const conflictTerm = this.#termAt(prevLogIndex);
    if (conflictTerm === prevLogTerm) return undefined;
    const conflictIndex = this.#entries.findIndex(({ term }) => term === conflictTerm) + 1;
    return { conflictTerm, conflictIndex };
  }

  #take({ prevLogIndex, entries, leaderCommit }: AppendEntriesArgs): void {
    const known = entries.findIndex(
      ({ term }, i) =>
        prevLogIndex + 1 + i > this.#last || this.#termAt(prevLogIndex + 1 + i) !== term,
    );
    if (known >= 0) {
      this.#entries.length = prevLogIndex + known;
      this.#entries.push(...entries.slice(known));
      this.#isChanged = true;
    }
    const vouched = Math.min(leaderCommit, prevLogIndex + entries.length);
    this.#commit = Math.max(this.#commit, vouched);
  }

  #learn(term: number): void {
    if (term <= this.#term) return;
    this.#term = term;
    this.#vote = NOBODY;
    this.#isChanged = true;
    if (this.#role !== 'follower') this.#waitForLeader();
    this.#role = 'follower';
  }

  #waitForLeader(): void {
    clearTimeout(this.#election);
    const ms = ELECTION_MS.min + Math.floor(Math.random() * ELECTION_MS.spread);
    this.#election = setTimeout(() => {
      this.#stand();
    }, ms);
  }

  /** The vote for itself is a promise like any other, so it is saved before any message is sent. */
  #stand(): void {
    this.#role = 'candidate';
    this.#term += 1;
    this.#vote = this.me;
    this.#isChanged = true;
    this.#save();
    this.#waitForLeader();
    const votes = new Set([this.me]);
    const args = {
      term: this.#term,
      candidateId: this.me,
      lastLogIndex: this.#last,
      lastLogTerm: this.#termAt(this.#last),
    };
    for (const { id, peer } of this.#followers)
      void peer.requestVote(args).then((reply) => {
        if (!reply || this.#isNews(reply.term)) return;
        if (this.#role !== 'candidate' || this.#term !== args.term || !reply.voteGranted) return;
        votes.add(id);
        if (votes.size > this.#followers.length - votes.size + 1) this.#lead();
      });
  }

  #isNews(term: number): boolean {
    if (term <= this.#term) return false;
    this.#learn(term);
    this.#save();
    return true;
  }

  #lead(): void {
    this.#role = 'leader';
    clearTimeout(this.#election);
    for (const follower of this.#followers) {
      follower.next = this.#last + 1;
      follower.match = 0;
    }
    this.#sendToAll(true);
  }

  #sendToAll(isHeartbeat: boolean): void {
    if (this.#role !== 'leader') return;
    for (const follower of this.#followers)
      if (isHeartbeat || follower.owed < OWED_MAX) void this.#send(follower);
  }

  async #send(follower: Follower): Promise<void> {
    const { next } = follower;
    const args: AppendEntriesArgs = {
      term: this.#term,
      leaderId: this.me,
      prevLogIndex: next - 1,
      prevLogTerm: this.#termAt(next - 1),
      entries: this.#entries.slice(next - 1),
      leaderCommit: this.#commit,
    };
    follower.owed += 1;
    const reply = await follower.peer.appendEntries(args);
    follower.owed -= 1;
    if (!reply || this.#isNews(reply.term)) return;
    if (this.#role !== 'leader' || this.#term !== args.term) return;
    if (reply.success) {
      follower.match = Math.max(follower.match, args.prevLogIndex + args.entries.length);
      follower.next = Math.max(follower.next, follower.match + 1);
      this.#count();
    } else if (follower.next === next) {
      follower.next = Math.max(follower.match + 1, this.#before(next, reply));
      if (follower.next < next) void this.#send(follower);
    }
  }

  #before(next: number, { conflictTerm = -1, conflictIndex = next - 1 }: AppendEntriesReply) {
    const own = this.#entries.findLastIndex(({ term }) => term === conflictTerm);
    return Math.max(1, Math.min(next - 1, own >= 0 ? own + 2 : conflictIndex));
  }

  /** Followers count up to what they have acknowledged, this server up to what it has written. */
  #count(): void {
    if (this.#role !== 'leader') return;
    const held = [this.#written, ...this.#followers.map(({ match }) => match)];
    held.sort((a, b) => b - a);
    const index = held[Math.floor(held.length / 2)] ?? 0;
    if (index <= this.#commit || this.#termAt(index) !== this.#term) return;
    this.#commit = index;
    this.#applyCommitted();
  }

  #applyCommitted(): void {
    while (this.#applied < this.#commit) {
      const { command = '' } = this.#entries[this.#applied] ?? {};
      this.#applied += 1;
      this.apply({ index: this.#applied, command });
    }
  }

  #save(): void {
    if (!this.#isChanged) return;
    this.#isChanged = false;
    const kept: Kept = { term: this.#term, vote: this.#vote, entries: this.#entries };
    this.persister.saveRaftState(new TextEncoder().encode(JSON.stringify(kept)));
    this.#written = this.#last;
  }

  #restore(): void {
    const bytes = this.persister.readRaftState();
    if (bytes.length === 0) return;
    const { term, vote, entries } = JSON.parse(new TextDecoder().decode(bytes)) as Kept;
    this.#term = term;
    this.#vote = vote;
    this.#entries = [...entries];
    this.#written = this.#last;
  }

  get #last(): number {
    return this.#entries.length;
  }

  #termAt(index: number): number {
    return this.#entries[index - 1]?.term ?? 0;
  }
}
