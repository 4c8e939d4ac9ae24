/** Raft whose leader keeps several AppendEntries in flight to each follower (see stream.ts). */
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
import { Journal } from './journal';
import { Stream } from './stream';

const ELECTION_MS = [400, 800] as const;
const HEARTBEAT_MS = 120;

/** The server's role; everything that belongs to the role ends with it. */
type Post =
  | { readonly as: 'follower' }
  | { readonly as: 'candidate'; readonly votes: Set<number> }
  | {
      readonly as: 'leader';
      readonly streams: readonly Stream[];
      readonly heartbeat: ReturnType<typeof setInterval>;
    };

export class Raft implements RaftShape {
  #post: Post = { as: 'follower' };
  #commit = 0;
  #applied = 0;
  #alarm: ReturnType<typeof setTimeout> | undefined;
  readonly #journal: Journal;
  readonly #others: readonly (readonly [number, Peer])[];

  constructor(
    private readonly peers: readonly (Peer | undefined)[],
    private readonly me: number,
    persister: PersisterShape,
    private readonly apply: (msg: ApplyMsg) => void,
  ) {
    this.#journal = new Journal(persister);
    this.#others = [...peers.entries()].flatMap(([id, peer]) =>
      peer ? [[id, peer] as const] : [],
    );
    this.#setAlarm();
  }

  getState(): { term: number; isLeader: boolean } {
    return { term: this.#journal.term, isLeader: this.#post.as === 'leader' };
  }

  start(command: string): { index: number; term: number; isLeader: boolean } {
    const journal = this.#journal;
    const { term } = journal;
    if (this.#post.as !== 'leader') return { index: journal.end.index, term, isLeader: false };
    journal.add({ term, command });
    journal.flush();
    for (const stream of this.#post.streams) stream.pump();
    return { index: journal.end.index, term, isLeader: true };
  }

  requestVote(args: RequestVoteArgs): RequestVoteReply {
    const journal = this.#journal;
    this.#see(args.term);
    const { end, vote, term } = journal;
    const isBehind =
      args.lastLogTerm < end.term ||
      (args.lastLogTerm === end.term && args.lastLogIndex < end.index);
    const isTaken = vote !== undefined && vote !== args.candidateId;
    const voteGranted = args.term === term && !isTaken && !isBehind;
    if (voteGranted) {
      journal.voteFor(args.candidateId);
      this.#setAlarm();
    }
    journal.flush();
    return { term, voteGranted };
  }

  appendEntries(args: AppendEntriesArgs): AppendEntriesReply {
    const journal = this.#journal;
    this.#see(args.term);
    const { term } = journal;
    if (args.term < term) return { term, success: false };
    this.#resign();
    this.#setAlarm();
    const held = journal.termAt(args.prevLogIndex);
    const success = held === args.prevLogTerm;
    if (success) {
      journal.merge(args.prevLogIndex, args.entries);
      this.#commitUpTo(Math.min(args.leaderCommit, args.prevLogIndex + args.entries.length));
    }
    journal.flush();
    if (success) return { term, success };
    return held === undefined
      ? { term, success, conflictTerm: -1, conflictIndex: journal.end.index + 1 }
      : { term, success, conflictTerm: held, conflictIndex: journal.firstOf(held) };
  }

  #see(term: number): void {
    if (term <= this.#journal.term) return;
    this.#journal.enterTerm(term);
    this.#resign();
  }

  #resign(): void {
    if (this.#post.as === 'leader') {
      clearInterval(this.#post.heartbeat);
      this.#setAlarm();
    }
    this.#post = { as: 'follower' };
  }

  #setAlarm(): void {
    const [least, most] = ELECTION_MS;
    clearTimeout(this.#alarm);
    this.#alarm = setTimeout(
      () => this.#campaign(),
      least + Math.floor(Math.random() * (most - least)),
    );
  }

  #campaign(): void {
    const journal = this.#journal;
    const votes = new Set([this.me]);
    this.#post = { as: 'candidate', votes };
    journal.enterTerm(journal.term + 1, this.me);
    journal.flush();
    this.#setAlarm();
    const { term, end } = journal;
    const args = { term, candidateId: this.me, lastLogIndex: end.index, lastLogTerm: end.term };
    for (const [id, peer] of this.#others)
      void peer.requestVote(args).then((reply) => {
        if (!reply) return;
        this.#see(reply.term);
        journal.flush();
        // The set belongs to this election only.
        if (this.#post.as !== 'candidate' || this.#post.votes !== votes || !reply.voteGranted)
          return;
        votes.add(id);
        if (votes.size > this.peers.length / 2) this.#lead(term);
      });
  }

  #lead(term: number): void {
    clearTimeout(this.#alarm);
    const leadership = {
      me: this.me,
      term,
      journal: this.#journal,
      commit: () => this.#commit,
      goesOn: (seen: number) => {
        this.#see(seen);
        this.#journal.flush();
        return this.#post.as === 'leader' && this.#journal.term === term;
      },
      matched: () => this.#count(streams),
    };
    const streams = this.#others.map(([, peer]) => new Stream(peer, leadership));
    const beat = () => {
      for (const stream of streams) stream.beat();
    };
    this.#post = { as: 'leader', streams, heartbeat: setInterval(beat, HEARTBEAT_MS) };
    beat();
  }

  #count(streams: readonly Stream[]): void {
    const matches = streams.map(({ match }) => match).sort((a, b) => b - a);
    // With this many others, the leader, which has all entries, is part of a majority.
    const needed = Math.floor(this.peers.length / 2);
    const index = matches[needed - 1] ?? 0;
    if (this.#journal.termAt(index) === this.#journal.term) this.#commitUpTo(index);
  }

  #commitUpTo(index: number): void {
    this.#commit = Math.max(this.#commit, index);
    while (this.#applied < this.#commit) {
      this.#applied += 1;
      this.apply({ index: this.#applied, command: this.#journal.commandAt(this.#applied) });
    }
  }
}
