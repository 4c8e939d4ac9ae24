/**
 * Raft with group commit: start() returns at once, and its commands are saved and sent later, together with
 * all that have arrived in the meantime. Receivers decide at once and reply after the group's save.
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
import { Store } from './store';

const ELECTION_MS_MIN = 500;
const ELECTION_MS_SPREAD = 400;
const HEARTBEAT_MS = 110;
const OPEN_MAX = 6;

/** A leader's view of another server. */
interface Other {
  readonly peer: Peer;
  next: number;
  match: number;
  open: number;
}

export class Raft implements RaftShape {
  readonly #store: Store;
  readonly #others: readonly Other[];
  #role: 'follower' | 'candidate' | 'leader' = 'follower';
  #commit = 0;
  #applied = 0;
  /** As leader: the last entry on this server's own disk. Later entries are neither sent nor counted. */
  #durableLast = 0;
  #isGroupComing = false;
  #electionTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    peers: readonly (Peer | undefined)[],
    private readonly me: number,
    persister: PersisterShape,
    private readonly apply: (msg: ApplyMsg) => void,
  ) {
    this.#store = new Store(persister);
    this.#others = peers.flatMap((peer) => (peer ? [{ peer, next: 1, match: 0, open: 0 }] : []));
    this.#restartElectionTimer();
    setInterval(() => {
      if (this.#role === 'leader') this.#sendToAll(() => true);
    }, HEARTBEAT_MS);
  }

  getState(): { term: number; isLeader: boolean } {
    return { term: this.#store.term, isLeader: this.#role === 'leader' };
  }

  start(command: string): { index: number; term: number; isLeader: boolean } {
    const store = this.#store;
    const { term } = store;
    if (this.#role !== 'leader') return { index: store.last, term, isLeader: false };
    store.append({ term, command });
    if (!this.#isGroupComing) void this.#sendWhenSaved();
    return { index: store.last, term, isLeader: true };
  }

  async requestVote(args: RequestVoteArgs): Promise<RequestVoteReply> {
    const store = this.#store;
    this.#see(args.term);
    const { term } = store;
    const voteGranted = args.term === term && this.#mayHave(args);
    if (voteGranted) {
      store.vote(term, args.candidateId);
      this.#restartElectionTimer();
    }
    await store.saved();
    return { term, voteGranted };
  }

  #mayHave({ candidateId, lastLogTerm, lastLogIndex }: RequestVoteArgs): boolean {
    const { votedFor, last, lastTerm } = this.#store;
    const isFree = votedFor === null || votedFor === candidateId;
    const isAsLong = lastLogTerm === lastTerm && lastLogIndex >= last;
    return isFree && (lastLogTerm > lastTerm || isAsLong);
  }

  async appendEntries(args: AppendEntriesArgs): Promise<AppendEntriesReply> {
    const reply = this.#decide(args);
    await this.#store.saved();
    return reply;
  }

  #decide(args: AppendEntriesArgs): AppendEntriesReply {
    const store = this.#store;
    this.#see(args.term);
    const { term } = store;
    if (args.term < term) return { term, success: false };
    this.#role = 'follower';
    this.#restartElectionTimer();
    const conflictTerm = store.termAt(args.prevLogIndex);
    if (conflictTerm !== args.prevLogTerm) {
      const hint =
        conflictTerm === undefined
          ? { conflictTerm: -1, conflictIndex: store.last + 1 }
          : { conflictTerm, conflictIndex: this.#firstOf(conflictTerm, args.prevLogIndex) };
      return { term, success: false, ...hint };
    }
    let index = args.prevLogIndex;
    for (const entry of args.entries) {
      index += 1;
      const own = store.termAt(index);
      if (own === entry.term) continue;
      if (own !== undefined) store.cutFrom(index);
      store.append(entry);
    }
    this.#commitUpTo(Math.min(args.leaderCommit, index));
    return { term, success: true };
  }

  #firstOf(term: number, from: number): number {
    let index = from;
    while (index > 1 && this.#store.termAt(index - 1) === term) index -= 1;
    return index;
  }

  #see(term: number): void {
    if (term <= this.#store.term) return;
    this.#store.vote(term, null);
    if (this.#role === 'leader') this.#restartElectionTimer();
    this.#role = 'follower';
  }

  #restartElectionTimer(): void {
    clearTimeout(this.#electionTimer);
    const timeout = ELECTION_MS_MIN + Math.floor(Math.random() * ELECTION_MS_SPREAD);
    this.#electionTimer = setTimeout(() => {
      this.#restartElectionTimer();
      if (this.#role !== 'leader') void this.#stand();
    }, timeout);
  }

  async #stand(): Promise<void> {
    const store = this.#store;
    const term = store.term + 1;
    this.#role = 'candidate';
    store.vote(term, this.me);
    await store.saved();
    const isStillCandidate = () => this.#role === 'candidate' && store.term === term;
    if (!isStillCandidate()) return;
    const { last: lastLogIndex, lastTerm: lastLogTerm } = store;
    const args = { term, candidateId: this.me, lastLogIndex, lastLogTerm };
    let votes = 1;
    for (const { peer } of this.#others)
      void peer.requestVote(args).then((reply) => {
        if (!reply) return;
        this.#see(reply.term);
        // Each call gets one reply, so no vote counts twice.
        if (!reply.voteGranted || !isStillCandidate()) return;
        votes += 1;
        if (this.#isMajority(votes)) this.#lead();
      });
  }

  #lead(): void {
    const { last } = this.#store;
    this.#role = 'leader';
    // A candidate's log does not change between its save and its election.
    this.#durableLast = last;
    for (const other of this.#others) {
      other.next = last + 1;
      other.match = 0;
    }
    this.#sendToAll(() => true);
  }

  async #sendWhenSaved(): Promise<void> {
    this.#isGroupComing = true;
    await this.#store.saved();
    this.#isGroupComing = false;
    if (this.#role !== 'leader') return;
    this.#durableLast = this.#store.last;
    this.#sendToAll(({ open }) => open < OPEN_MAX);
  }

  #sendToAll(isWanted: (other: Other) => boolean): void {
    for (const other of this.#others) if (isWanted(other)) void this.#send(other);
  }

  async #send(other: Other): Promise<void> {
    const store = this.#store;
    const { term } = store;
    const prevLogIndex = other.next - 1;
    const entries = store.between(other.next, this.#durableLast);
    other.open += 1;
    const reply = await other.peer.appendEntries({
      term,
      leaderId: this.me,
      prevLogIndex,
      prevLogTerm: store.termAt(prevLogIndex) ?? 0,
      entries,
      leaderCommit: this.#commit,
    });
    other.open -= 1;
    if (!reply) return;
    this.#see(reply.term);
    if (this.#role !== 'leader' || store.term !== term) return;
    if (reply.success) {
      other.match = Math.max(other.match, prevLogIndex + entries.length);
      other.next = Math.max(other.next, other.match + 1);
      this.#count(other.match);
    } else if (other.next === prevLogIndex + 1) {
      other.next = Math.max(other.match + 1, this.#backFrom(prevLogIndex, reply));
      if (other.next <= prevLogIndex) void this.#send(other);
    }
  }

  #backFrom(refused: number, { conflictTerm, conflictIndex }: AppendEntriesReply): number {
    for (let index = refused; index > 0 && conflictTerm !== undefined; index -= 1) {
      const own = this.#store.termAt(index) ?? 0;
      if (own < conflictTerm) break;
      if (own === conflictTerm) return Math.min(refused, index + 1);
    }
    return Math.max(1, Math.min(refused, conflictIndex ?? refused));
  }

  #count(index: number): void {
    if (index <= this.#commit || this.#store.termAt(index) !== this.#store.term) return;
    const holders = this.#others.filter(({ match }) => match >= index);
    if (this.#isMajority(holders.length + 1)) this.#commitUpTo(index);
  }

  #isMajority(count: number): boolean {
    return count > (this.#others.length + 1) / 2;
  }

  #commitUpTo(index: number): void {
    this.#commit = Math.max(this.#commit, index);
    while (this.#applied < this.#commit) {
      const entry = this.#store.at(this.#applied + 1);
      if (!entry) return;
      this.#applied += 1;
      this.apply({ index: this.#applied, command: entry.command });
    }
  }
}
