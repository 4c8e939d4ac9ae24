/**
 * The leader's role in one term, with everything that is known of the followers. It is discarded when the
 * term ends.
 */
import type { AppendEntriesArgs, AppendEntriesReply, Peer } from '../../../contract';
import type { Core, Role } from './core';
import { seeTerm } from './roles';

const HEARTBEAT_MS = 90;
/** The most requests to one server that wait for a reply, not counting heartbeats. */
const WAITING_MAX = 4;

class Mate {
  matchIndex = 0;
  waiting = 0;

  constructor(
    readonly peer: Peer,
    public nextIndex: number,
  ) {}
}

export class Leader implements Role {
  readonly name = 'leader';
  readonly #mates: Mate[] = [];
  readonly #term: number;
  #heartbeat: ReturnType<typeof setInterval> | undefined;
  #isFlushing = false;

  constructor(private readonly core: Core) {
    this.#term = core.term;
    core.eachPeer((peer) => this.#mates.push(new Mate(peer, core.lastIndex + 1)));
  }

  enter(): void {
    this.#heartbeat = setInterval(() => this.#beat(), HEARTBEAT_MS);
    this.#beat();
  }

  leave(): void {
    clearInterval(this.#heartbeat);
  }

  accept(command: string): void {
    this.core.append([{ term: this.#term, command }]);
    this.core.saveChanges();
    if (this.#isFlushing) return;
    this.#isFlushing = true;
    setTimeout(() => this.#flush(), 1);
  }

  #flush(): void {
    this.#isFlushing = false;
    if (this.core.role !== this) return;
    for (const mate of this.#mates) if (mate.waiting < WAITING_MAX) void this.#send(mate);
  }

  #beat(): void {
    for (const mate of this.#mates) void this.#send(mate);
  }

  async #send(mate: Mate): Promise<void> {
    const { core } = this;
    const { nextIndex } = mate;
    const args: AppendEntriesArgs = {
      term: this.#term,
      leaderId: core.me,
      prevLogIndex: nextIndex - 1,
      prevLogTerm: core.log[nextIndex - 1]?.term ?? 0,
      entries: core.log.slice(nextIndex),
      leaderCommit: core.commitIndex,
    };
    mate.waiting++;
    const reply = await mate.peer.appendEntries(args);
    mate.waiting--;
    if (!reply) return;
    seeTerm(core, reply.term);
    core.saveChanges();
    if (core.role !== this) return;
    if (reply.success) this.#accepted(mate, args);
    else if (mate.nextIndex === nextIndex) this.#refused(mate, reply);
  }

  #accepted(mate: Mate, { prevLogIndex, entries }: AppendEntriesArgs): void {
    const match = prevLogIndex + entries.length;
    if (match > mate.matchIndex) {
      mate.matchIndex = match;
      this.#advance(match);
    }
    if (mate.nextIndex <= match) mate.nextIndex = match + 1;
  }

  #refused(mate: Mate, { conflictTerm = -1, conflictIndex }: AppendEntriesReply): void {
    const refused = mate.nextIndex - 1;
    const own = this.core.log.findLastIndex(({ term }) => term === conflictTerm);
    const wanted = own > 0 ? own + 1 : (conflictIndex ?? refused);
    mate.nextIndex = Math.max(mate.matchIndex + 1, Math.min(wanted, refused));
    if (mate.nextIndex <= refused) void this.#send(mate);
  }

  /** Only entries of this leader's own term are committed by counting. */
  #advance(index: number): void {
    const { core } = this;
    if (index <= core.commitIndex || core.log[index]?.term !== this.#term) return;
    const holders = this.#mates.filter(({ matchIndex }) => matchIndex >= index);
    if (core.isMajority(holders.length + 1)) core.commitUpTo(index);
  }
}
