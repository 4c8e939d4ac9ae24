/**
 * Raft with roles as objects, and sticky leaders: a server that has heard from a leader recently votes for
 * no other, and waits a random time before its own election. It adopts a newer term at once nevertheless.
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
import { Core } from './core';
import { Leader } from './leader';
import { Follower, gaveVote, heardLeader, LEASE_MS, seeTerm } from './roles';

export class Raft implements RaftShape {
  readonly #core: Core;

  constructor(
    peers: readonly (Peer | undefined)[],
    me: number,
    persister: PersisterShape,
    apply: (msg: ApplyMsg) => void,
  ) {
    this.#core = new Core(peers, me, persister, apply);
    this.#core.take(new Follower(this.#core));
  }

  getState(): { term: number; isLeader: boolean } {
    return { term: this.#core.term, isLeader: this.#core.role instanceof Leader };
  }

  start(command: string): { index: number; term: number; isLeader: boolean } {
    const core = this.#core;
    const { role, term } = core;
    if (!(role instanceof Leader)) return { index: -1, term, isLeader: false };
    role.accept(command);
    return { index: core.lastIndex, term, isLeader: true };
  }

  requestVote(args: RequestVoteArgs): RequestVoteReply {
    const core = this.#core;
    seeTerm(core, args.term);
    const voteGranted = args.term === core.term && this.#wants(args);
    if (voteGranted) {
      if (core.votedFor === null) core.setTerm(core.term, args.candidateId);
      gaveVote(core);
    }
    core.saveChanges();
    return { term: core.term, voteGranted };
  }

  #wants({ candidateId, lastLogTerm, lastLogIndex }: RequestVoteArgs): boolean {
    const core = this.#core;
    if (core.votedFor !== null) return core.votedFor === candidateId;
    if (performance.now() - core.leaderSeenAt < LEASE_MS) return false;
    if (lastLogTerm !== core.lastTerm) return lastLogTerm > core.lastTerm;
    return lastLogIndex >= core.lastIndex;
  }

  appendEntries(args: AppendEntriesArgs): AppendEntriesReply {
    const core = this.#core;
    seeTerm(core, args.term);
    if (args.term === core.term) heardLeader(core);
    const reply = args.term === core.term ? this.#follow(args) : { success: false };
    core.saveChanges();
    return { term: core.term, ...reply };
  }

  #follow(args: AppendEntriesArgs): Omit<AppendEntriesReply, 'term'> {
    const core = this.#core;
    const { prevLogIndex, entries } = args;
    const before = core.log[prevLogIndex];
    if (!before) return { success: false, conflictTerm: -1, conflictIndex: core.lastIndex + 1 };
    if (before.term !== args.prevLogTerm) {
      const conflictIndex = core.log.findIndex(({ term }) => term === before.term);
      return { success: false, conflictTerm: before.term, conflictIndex };
    }
    const held = entries.findIndex(
      (entry, i) => core.log[prevLogIndex + 1 + i]?.term !== entry.term,
    );
    if (held >= 0) {
      if (core.lastIndex > prevLogIndex + held) core.truncateFrom(prevLogIndex + held + 1);
      core.append(entries.slice(held));
    }
    core.commitUpTo(Math.min(args.leaderCommit, prevLogIndex + entries.length));
    return { success: true };
  }
}
