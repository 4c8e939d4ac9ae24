/**
 * A correct Raft with unusual behaviour: the reference, in servers that delay and repeat messages and save
 * late. No rule may object. Runs inside realms; see settings.ts.
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
} from '../../../grader/contract';
import { Raft as Reference } from '../../../solutions/raft/raft';
import { ODDITIES } from './settings';

export class Raft implements RaftShape {
  readonly #reference: Reference;
  readonly #saver: LazyPersister;

  constructor(
    peers: readonly (Peer | undefined)[],
    me: number,
    persister: PersisterShape,
    apply: (msg: ApplyMsg) => void,
  ) {
    this.#saver = new LazyPersister(persister);
    const odd = peers.map((peer) => peer && new OddPeer(peer, this.#saver));
    this.#reference = new Reference(odd, me, this.#saver, apply);
  }

  getState(): { term: number; isLeader: boolean } {
    return this.#reference.getState();
  }

  start(command: string): { index: number; term: number; isLeader: boolean } {
    return this.#reference.start(command);
  }

  async requestVote(args: RequestVoteArgs): Promise<RequestVoteReply> {
    return this.#dawdling(() => {
      if (!ODDITIES.isStubborn || draw(3) > 0) return this.#reference.requestVote(args);
      return { term: this.getState().term, voteGranted: false };
    });
  }

  async appendEntries(args: AppendEntriesArgs): Promise<AppendEntriesReply> {
    return this.#dawdling(() => this.#reference.appendEntries(args));
  }

  async #dawdling<R>(answer: () => R): Promise<R> {
    const [before, after] = ODDITIES.receiverMsMax;
    await upTo(before);
    const reply = answer();
    this.#saver.flush();
    await upTo(after);
    return reply;
  }
}

class OddPeer implements Peer {
  constructor(
    private readonly peer: Peer,
    private readonly saver: LazyPersister,
  ) {}

  requestVote(args: RequestVoteArgs): Promise<RequestVoteReply | undefined> {
    return this.#repeated(() => this.peer.requestVote(args));
  }

  async appendEntries(args: AppendEntriesArgs): Promise<AppendEntriesReply | undefined> {
    if (ODDITIES.probes) void this.#appendEntries({ ...args, entries: [] });
    if (ODDITIES.confirms && args.entries.length > 0) queueMicrotask(() => this.#confirm(args));
    if (!ODDITIES.splits || args.entries.length < 2) return this.#appendEntries(args);
    const replies = await Promise.all(inSingles(args).map((single) => this.#appendEntries(single)));
    // If the first is refused, its hint says where the logs differ. A refusal of a later one only means
    // that it arrived too early.
    const [first] = replies;
    if (first?.success !== true || replies.every((reply) => reply?.success)) return first;
    return replies.find((reply) => reply && reply.term > args.term);
  }

  #confirm({ entries, ...args }: AppendEntriesArgs): void {
    const prevLogIndex = args.prevLogIndex + entries.length;
    const prevLogTerm = entries.at(-1)?.term ?? args.prevLogTerm;
    void this.#appendEntries({ ...args, prevLogIndex, prevLogTerm, entries: [] });
  }

  #appendEntries(args: AppendEntriesArgs): Promise<AppendEntriesReply | undefined> {
    return this.#repeated(() => this.peer.appendEntries(args));
  }

  async #repeated<R>(send: () => Promise<R>): Promise<R> {
    await upTo(ODDITIES.senderMsMax);
    this.saver.flush();
    return Promise.race(Array.from({ length: ODDITIES.copies }, send));
  }
}

function inSingles(args: AppendEntriesArgs): AppendEntriesArgs[] {
  return args.entries.map((entry, i) => ({
    ...args,
    prevLogIndex: args.prevLogIndex + i,
    prevLogTerm: args.entries[i - 1]?.term ?? args.prevLogTerm,
    entries: [entry],
  }));
}

class LazyPersister implements PersisterShape {
  #unsaved: Uint8Array | undefined;

  constructor(private readonly persister: PersisterShape) {}

  saveRaftState(state: Uint8Array): void {
    this.#unsaved = state;
    if (!ODDITIES.commitsInGroups) this.flush();
  }

  flush(): void {
    if (!this.#unsaved) return;
    this.persister.saveRaftState(this.#unsaved);
    this.#unsaved = undefined;
  }

  readRaftState(): Uint8Array {
    return this.#unsaved ?? this.persister.readRaftState();
  }

  raftStateSize(): number {
    return this.readRaftState().length;
  }
}

/** A random integer from 0 to `below` - 1. */
function draw(below: number): number {
  // eslint-disable-next-line no-restricted-syntax -- in a realm it is seeded
  return Math.floor(Math.random() * below);
}

async function upTo(ms: number): Promise<void> {
  if (ms > 0) await new Promise<void>((done) => setTimeout(done, draw(ms)));
}
