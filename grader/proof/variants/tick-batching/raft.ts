/**
 * Raft with a single clock: an interval ticks, timers count ticks, and all requests are sent at ticks.
 * Between ticks the server only records what it receives. A tick saves the commands that start() has taken
 * since the last one.
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
import { Log } from './log';

const TICK_MS = 20;
const ELECTION_TICKS_MIN = 20;
const ELECTION_TICKS_SPREAD = 20;
const HEARTBEAT_TICKS = 5;
/** A server with this many unanswered requests gets only heartbeats. */
const OPEN_MAX = 5;

type Role = 'follower' | 'candidate' | 'leader';

interface Saved {
  readonly term: number;
  readonly vote: number;
  readonly entries: readonly LogEntry[];
}

const NOBODY = -1;

export class Raft implements RaftShape {
  #term = 0;
  #vote = NOBODY;
  readonly #log = new Log();
  #unsaved = false;

  #role: Role = 'follower';
  #commit = 0;
  #applied = 0;
  #ticksToElection = 0;
  readonly #votes = new Set<number>();
  /** By server. */
  readonly #open: number[];
  readonly #next: number[] = [];
  readonly #match: number[] = [];
  readonly #ticksToSend: number[] = [];

  readonly #peers: ReadonlyMap<number, Peer>;
  readonly #servers: number;

  constructor(
    peers: readonly (Peer | undefined)[],
    private readonly me: number,
    private readonly persister: PersisterShape,
    private readonly apply: (msg: ApplyMsg) => void,
  ) {
    this.#servers = peers.length;
    this.#open = peers.map(() => 0);
    this.#peers = new Map([...peers.entries()].flatMap(([id, peer]) => (peer ? [[id, peer]] : [])));
    this.#load();
    this.#putOffElection();
    setInterval(() => {
      this.#tick();
    }, TICK_MS);
  }

  getState(): { term: number; isLeader: boolean } {
    return { term: this.#term, isLeader: this.#role === 'leader' };
  }

  start(command: string): { index: number; term: number; isLeader: boolean } {
    if (this.#role !== 'leader') return { index: 0, term: 0, isLeader: false };
    this.#log.push(this.#term, command);
    this.#unsaved = true;
    for (const to of this.#peers.keys())
      if ((this.#open[to] ?? 0) < OPEN_MAX) this.#ticksToSend[to] = 0;
    return { index: this.#log.last, term: this.#term, isLeader: true };
  }

  requestVote(args: RequestVoteArgs): RequestVoteReply {
    this.#see(args.term);
    const voteGranted = this.#wouldVoteFor(args);
    if (voteGranted) {
      if (this.#vote !== args.candidateId) this.#unsaved = true;
      this.#vote = args.candidateId;
      this.#putOffElection();
    }
    this.#save();
    return { term: this.#term, voteGranted };
  }

  #wouldVoteFor({ term, candidateId, lastLogTerm, lastLogIndex }: RequestVoteArgs): boolean {
    if (term !== this.#term) return false;
    if (this.#vote !== NOBODY && this.#vote !== candidateId) return false;
    if (lastLogTerm !== this.#log.lastTerm) return lastLogTerm > this.#log.lastTerm;
    return lastLogIndex >= this.#log.last;
  }

  appendEntries(args: AppendEntriesArgs): AppendEntriesReply {
    this.#see(args.term);
    const isCurrent = args.term === this.#term;
    if (isCurrent) {
      this.#role = 'follower';
      this.#putOffElection();
    }
    const log = this.#log;
    const success = isCurrent && log.has(args.prevLogIndex, args.prevLogTerm);
    if (success) this.#take(args);
    this.#save();
    this.#applyAll();
    const conflictTerm = log.termAt(args.prevLogIndex);
    const conflictIndex = conflictTerm < 0 ? log.last + 1 : log.firstOf(conflictTerm);
    return { term: this.#term, success, conflictTerm, conflictIndex };
  }

  #take({ prevLogIndex, entries, leaderCommit }: AppendEntriesArgs): void {
    entries.forEach(({ term, command }, i) => {
      const index = prevLogIndex + 1 + i;
      if (this.#log.has(index, term)) return;
      this.#log.cutFrom(index);
      this.#log.push(term, command);
      this.#unsaved = true;
    });
    const certain = Math.min(leaderCommit, prevLogIndex + entries.length);
    if (certain > this.#commit) this.#commit = certain;
  }

  #tick(): void {
    this.#save();
    if (this.#role === 'leader') {
      this.#sendWhatIsDue();
      return;
    }
    this.#ticksToElection--;
    if (this.#ticksToElection <= 0) this.#stand();
  }

  #sendWhatIsDue(): void {
    this.#countCopies();
    for (const to of this.#peers.keys()) {
      this.#ticksToSend[to] = (this.#ticksToSend[to] ?? 0) - 1;
      if (this.#ticksToSend[to] <= 0) void this.#send(to);
    }
  }

  #stand(): void {
    this.#role = 'candidate';
    this.#term++;
    this.#vote = this.me;
    this.#unsaved = true;
    this.#votes.clear();
    this.#votes.add(this.me);
    this.#putOffElection();
    this.#save();
    for (const to of this.#peers.keys()) void this.#askForVote(to);
  }

  async #askForVote(to: number): Promise<void> {
    const term = this.#term;
    const reply = await this.#peers.get(to)?.requestVote({
      term,
      candidateId: this.me,
      lastLogIndex: this.#log.last,
      lastLogTerm: this.#log.lastTerm,
    });
    if (!reply) return;
    this.#see(reply.term);
    if (this.#role !== 'candidate' || this.#term !== term || !reply.voteGranted) return;
    this.#votes.add(to);
    if (this.#votes.size > this.#servers / 2) this.#lead();
  }

  /** The first heartbeats are sent at the next tick. */
  #lead(): void {
    this.#role = 'leader';
    for (let server = 0; server < this.#servers; server++) {
      this.#next[server] = this.#log.last + 1;
      this.#match[server] = 0;
      this.#ticksToSend[server] = 0;
    }
  }

  async #send(to: number): Promise<void> {
    const next = this.#next[to] ?? 1;
    const term = this.#term;
    const entries = this.#log.from(next);
    this.#ticksToSend[to] = HEARTBEAT_TICKS;
    this.#open[to] = (this.#open[to] ?? 0) + 1;
    const reply = await this.#peers.get(to)?.appendEntries({
      term,
      leaderId: this.me,
      prevLogIndex: next - 1,
      prevLogTerm: this.#log.termAt(next - 1),
      entries,
      leaderCommit: this.#commit,
    });
    this.#open[to] -= 1;
    if (!reply) return;
    this.#see(reply.term);
    if (this.#role !== 'leader' || this.#term !== term) return;
    if (reply.success) {
      const match = Math.max(this.#match[to] ?? 0, next - 1 + entries.length);
      this.#match[to] = match;
      this.#next[to] = Math.max(this.#next[to] ?? 1, match + 1);
      if (match < this.#log.last) this.#ticksToSend[to] = 0;
    } else if (this.#next[to] === next) {
      this.#next[to] = Math.max((this.#match[to] ?? 0) + 1, this.#backFrom(next - 1, reply));
      this.#ticksToSend[to] = 0;
    }
  }

  #backFrom(refused: number, { conflictTerm, conflictIndex }: AppendEntriesReply): number {
    const last = conflictTerm === undefined ? -1 : this.#log.lastOf(conflictTerm);
    const wanted = last > 0 ? last + 1 : (conflictIndex ?? refused);
    return Math.max(1, Math.min(wanted, refused));
  }

  /** Its own entry counts once it is saved, and a tick saves all of them. */
  #countCopies(): void {
    let index = this.#log.last;
    while (index > this.#commit && this.#log.has(index, this.#term)) {
      let copies = 1;
      for (const from of this.#peers.keys()) if ((this.#match[from] ?? 0) >= index) copies++;
      if (copies > this.#servers / 2) {
        this.#commit = index;
        this.#applyAll();
        return;
      }
      index--;
    }
  }

  #applyAll(): void {
    while (this.#applied < this.#commit) {
      this.#applied++;
      this.apply({ index: this.#applied, command: this.#log.commandAt(this.#applied) });
    }
  }

  /** Saved before the next message is sent, but not sooner. */
  #see(term: number): void {
    if (term <= this.#term) return;
    if (this.#role === 'leader') this.#putOffElection();
    this.#term = term;
    this.#vote = NOBODY;
    this.#role = 'follower';
    this.#unsaved = true;
  }

  #putOffElection(): void {
    this.#ticksToElection =
      ELECTION_TICKS_MIN + Math.floor(Math.random() * (ELECTION_TICKS_SPREAD + 1));
  }

  #save(): void {
    if (!this.#unsaved) return;
    const saved: Saved = { term: this.#term, vote: this.#vote, entries: this.#log.from(1) };
    this.persister.saveRaftState(new TextEncoder().encode(JSON.stringify(saved)));
    this.#unsaved = false;
  }

  #load(): void {
    const bytes = this.persister.readRaftState();
    if (bytes.length === 0) return;
    const { term, vote, entries } = JSON.parse(new TextDecoder().decode(bytes)) as Saved;
    this.#term = term;
    this.#vote = vote;
    for (const entry of entries) this.#log.push(entry.term, entry.command);
  }
}
