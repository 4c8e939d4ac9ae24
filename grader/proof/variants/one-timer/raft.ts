/**
 * Raft on one interval and the time of day: every dozen milliseconds it checks what is due. Its election
 * timeouts are about a second. A new leader probes with empty requests before it sends entries.
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
import { Remote } from './remote';

const LOOK_EVERY_MS = 12;
const ELECTION_MS = [700, 1200] as const;
const HEARTBEAT_MS = 130;
/** Entries in flight are not sent again for this long. */
const RESEND_MS = 60;

interface Persistent {
  term: number;
  votedFor: number | null;
  /** Terms and commands alternate, from entry 1 on, which is short on the disk. */
  log: (number | string)[];
}

type Work =
  | { readonly kind: 'following' }
  | { readonly kind: 'standing'; readonly votes: Set<number> }
  | { readonly kind: 'leading'; readonly remotes: ReadonlyMap<number, Remote> };

export class Raft implements RaftShape {
  #work: Work = { kind: 'following' };
  #electionAt = 0;
  #term = 0;
  #votedFor: number | null = null;
  readonly #log: LogEntry[] = [];
  #commitIndex = 0;
  #lastApplied = 0;
  #isChanged = false;

  constructor(
    private readonly peers: readonly (Peer | undefined)[],
    private readonly me: number,
    private readonly persister: PersisterShape,
    private readonly apply: (msg: ApplyMsg) => void,
  ) {
    this.#restore();
    this.#waitForLeader();
    setInterval(() => this.#look(), LOOK_EVERY_MS);
  }

  getState(): { term: number; isLeader: boolean } {
    return { term: this.#term, isLeader: this.#work.kind === 'leading' };
  }

  start(command: string): { index: number; term: number; isLeader: boolean } {
    const term = this.#term;
    if (this.#work.kind !== 'leading') return { index: 0, term, isLeader: false };
    this.#log.push({ term, command });
    this.#isChanged = true;
    this.#save();
    return { index: this.#log.length, term, isLeader: true };
  }

  requestVote(args: RequestVoteArgs): RequestVoteReply {
    this.#notice(args.term);
    const last = this.#log.length;
    const lastTerm = this.#termAt(last) ?? 0;
    const voteGranted =
      args.term === this.#term &&
      (this.#votedFor ?? args.candidateId) === args.candidateId &&
      (args.lastLogTerm === lastTerm ? args.lastLogIndex >= last : args.lastLogTerm > lastTerm);
    if (voteGranted && this.#votedFor === null) {
      this.#votedFor = args.candidateId;
      this.#isChanged = true;
    }
    if (voteGranted) this.#waitForLeader();
    this.#save();
    return { term: this.#term, voteGranted };
  }

  appendEntries(args: AppendEntriesArgs): AppendEntriesReply {
    this.#notice(args.term);
    const term = this.#term;
    if (args.term !== term) return { term, success: false };
    this.#work = { kind: 'following' };
    this.#waitForLeader();
    const standing = this.#termAt(args.prevLogIndex);
    const success = standing === args.prevLogTerm;
    if (success) this.#copy(args);
    this.#save();
    this.#applyCommitted();
    if (success) return { term, success };
    if (standing === undefined)
      return { term, success, conflictTerm: -1, conflictIndex: this.#log.length + 1 };
    const conflictIndex = this.#log.findIndex((entry) => entry.term === standing) + 1;
    return { term, success, conflictTerm: standing, conflictIndex };
  }

  #copy({ prevLogIndex, entries, leaderCommit }: AppendEntriesArgs): void {
    for (let i = 0; i < entries.length; i++) {
      const index = prevLogIndex + 1 + i;
      if (this.#termAt(index) === entries[i]?.term) continue;
      this.#log.splice(index - 1, this.#log.length, ...entries.slice(i));
      this.#isChanged = true;
      break;
    }
    const last = prevLogIndex + entries.length;
    this.#commitIndex = Math.max(this.#commitIndex, Math.min(last, leaderCommit));
  }

  #look(): void {
    const now = Date.now();
    if (this.#work.kind !== 'leading') {
      if (now >= this.#electionAt) this.#stand();
      return;
    }
    for (const [id, remote] of this.#work.remotes) {
      const hasNews = remote.hasMet && this.#log.length >= remote.nextIndex;
      const isUnderWay = this.#log.length <= remote.sentUpTo && now < remote.sentUntil;
      if (now >= remote.beatAt || (hasNews && !isUnderWay && now >= remote.sentUntil))
        void this.#send(id, remote);
    }
  }

  #stand(): void {
    const votes = new Set([this.me]);
    this.#work = { kind: 'standing', votes };
    this.#term += 1;
    this.#votedFor = this.me;
    this.#isChanged = true;
    this.#save();
    this.#waitForLeader();
    const term = this.#term;
    const lastLogIndex = this.#log.length;
    const lastLogTerm = this.#termAt(lastLogIndex) ?? 0;
    const args = { term, candidateId: this.me, lastLogIndex, lastLogTerm };
    const count = (id: number, reply: RequestVoteReply | undefined) => {
      this.#notice(reply?.term ?? 0);
      this.#save();
      if (this.#work.kind !== 'standing' || this.#work.votes !== votes) return;
      if (reply?.voteGranted) votes.add(id);
      if (votes.size * 2 > this.peers.length) this.#lead();
    };
    for (const [id, peer] of this.peers.entries())
      void peer?.requestVote(args).then((reply) => {
        count(id, reply);
      });
  }

  #lead(): void {
    const remotes = new Map<number, Remote>();
    for (const [id, peer] of this.peers.entries())
      if (peer) remotes.set(id, new Remote(this.#log.length + 1));
    this.#work = { kind: 'leading', remotes };
    this.#look();
  }

  async #send(id: number, remote: Remote): Promise<void> {
    const { nextIndex, hasMet } = remote;
    const now = Date.now();
    const args: AppendEntriesArgs = {
      term: this.#term,
      leaderId: this.me,
      prevLogIndex: nextIndex - 1,
      prevLogTerm: this.#termAt(nextIndex - 1) ?? 0,
      entries: hasMet ? this.#log.slice(nextIndex - 1) : [],
      leaderCommit: this.#commitIndex,
    };
    remote.beatAt = now + HEARTBEAT_MS;
    if (args.entries.length > 0) {
      remote.sentUpTo = this.#log.length;
      remote.sentUntil = now + RESEND_MS;
    }
    const reply = await this.peers[id]?.appendEntries(args);
    if (!reply) return;
    this.#notice(reply.term);
    this.#save();
    // A remote belongs to one term as leader; another term has new ones.
    if (this.#work.kind !== 'leading' || this.#work.remotes.get(id) !== remote) return;
    if (reply.success) {
      remote.met(args.prevLogIndex + args.entries.length);
      remote.sentUntil = 0;
      this.#commitByCopies(this.#work.remotes);
      return;
    }
    remote.refused(args.prevLogIndex, reply, (term, atMost) => this.#lastOf(term, atMost));
    if (remote.nextIndex < nextIndex) void this.#send(id, remote);
  }

  #lastOf(term: number, atMost: number): number {
    let index = atMost;
    while (index > 0 && this.#termAt(index) !== term) index -= 1;
    return index;
  }

  #commitByCopies(remotes: ReadonlyMap<number, Remote>): void {
    const copies = [...remotes.values()].map(({ matchIndex }) => matchIndex);
    const sorted = [...copies, this.#log.length].sort((a, b) => a - b);
    const index = sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
    if (index <= this.#commitIndex || this.#termAt(index) !== this.#term) return;
    this.#commitIndex = index;
    this.#applyCommitted();
  }

  #applyCommitted(): void {
    const due = this.#log.slice(this.#lastApplied, this.#commitIndex);
    for (const { command } of due) {
      this.#lastApplied += 1;
      this.apply({ index: this.#lastApplied, command });
    }
  }

  /** Postpones the election, or schedules the next one. */
  #waitForLeader(): void {
    const [least, most] = ELECTION_MS;
    this.#electionAt = Date.now() + least + Math.floor(Math.random() * (most - least));
  }

  #notice(term: number): void {
    if (term <= this.#term) return;
    if (this.#work.kind === 'leading') this.#waitForLeader();
    this.#work = { kind: 'following' };
    this.#term = term;
    this.#votedFor = null;
    this.#isChanged = true;
  }

  /** 0 for the sentinel, undefined beyond the end of the log. */
  #termAt(index: number): number | undefined {
    return index === 0 ? 0 : this.#log[index - 1]?.term;
  }

  #save(): void {
    if (!this.#isChanged) return;
    const log = this.#log.flatMap(({ term, command }) => [term, command]);
    const state: Persistent = { term: this.#term, votedFor: this.#votedFor, log };
    this.persister.saveRaftState(new TextEncoder().encode(JSON.stringify(state)));
    this.#isChanged = false;
  }

  #restore(): void {
    const bytes = this.persister.readRaftState();
    if (bytes.length === 0) return;
    const { term, votedFor, log } = JSON.parse(new TextDecoder().decode(bytes)) as Persistent;
    this.#term = term;
    this.#votedFor = votedFor;
    for (let i = 0; i < log.length; i += 2)
      this.#log.push({ term: Number(log[i]), command: String(log[i + 1]) });
  }
}
