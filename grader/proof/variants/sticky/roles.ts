/** Follower and candidate as objects, each with its own timer. The leader is in leader.ts. */
import type { Core, Role } from './core';
import { Leader } from './leader';

/** For this long after a leader's last message, no vote is given to another server. */
export const LEASE_MS = 300;
const SPREAD_MS = 200;
/** Before an election, a server waits a little longer, because another may have started one. */
const HESITATION_MS = 120;

/** A newer term makes any server a follower of that term. */
export function seeTerm(core: Core, term: number): void {
  if (term <= core.term) return;
  core.setTerm(term, null);
  if (core.role.name !== 'follower') core.take(new Follower(core));
}

abstract class Waiting implements Role {
  abstract readonly name: 'follower' | 'candidate';
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(protected readonly core: Core) {}

  enter(): void {
    this.waitAnew();
  }

  leave(): void {
    clearTimeout(this.#timer);
  }

  waitAnew(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(
      () => {
        this.#hesitate();
      },
      LEASE_MS + Math.floor(Math.random() * SPREAD_MS),
    );
  }

  #hesitate(): void {
    this.#timer = setTimeout(
      () => {
        this.core.take(new Candidate(this.core));
      },
      Math.floor(Math.random() * HESITATION_MS),
    );
  }
}

export class Follower extends Waiting {
  readonly name = 'follower';
}

export class Candidate extends Waiting {
  readonly name = 'candidate';
  readonly #voters = new Set<number>();

  override enter(): void {
    const { core } = this;
    super.enter();
    core.setTerm(core.term + 1, core.me);
    core.saveChanges();
    this.#voters.add(core.me);
    const args = {
      term: core.term,
      candidateId: core.me,
      lastLogIndex: core.lastIndex,
      lastLogTerm: core.lastTerm,
    };
    core.eachPeer((peer, id) => {
      void peer.requestVote(args).then((reply) => {
        if (!reply) return;
        seeTerm(core, reply.term);
        core.saveChanges();
        if (reply.voteGranted) this.#count(id);
      });
    });
  }

  /** This object is one election. When it is no longer the server's role, votes are too late. */
  #count(voter: number): void {
    if (this.core.role !== this) return;
    this.#voters.add(voter);
    if (this.core.isMajority(this.#voters.size)) this.core.take(new Leader(this.core));
  }
}

/** Postpones the election of a server that waits for one. */
export function heardLeader(core: Core): void {
  core.leaderSeenAt = performance.now();
  if (core.role instanceof Follower) core.role.waitAnew();
  else core.take(new Follower(core));
}

export function gaveVote(core: Core): void {
  if (core.role instanceof Waiting) core.role.waitAnew();
}
