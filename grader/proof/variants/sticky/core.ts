/**
 * What a server has in any role: durable state, commit and apply, and the time when a leader was last seen.
 */
import type { ApplyMsg, LogEntry, Peer, PersisterShape } from '../../../contract';

/** Exists while the server has this role. */
export interface Role {
  readonly name: 'follower' | 'candidate' | 'leader';
  enter(): void;
  leave(): void;
}

interface Snapshot {
  readonly term: number;
  readonly votedFor: number | null;
  readonly log: readonly LogEntry[];
}

const NO_ROLE: Role = { name: 'follower', enter: () => undefined, leave: () => undefined };

export class Core {
  role: Role = NO_ROLE;
  term = 0;
  votedFor: number | null = null;
  /** The sentinel is at position 0. */
  readonly log: LogEntry[] = [{ term: 0, command: '' }];
  commitIndex = 0;
  /** When a leader of the current or an earlier term was last known to be active. */
  leaderSeenAt = -Infinity;
  private lastApplied = 0;
  private dirty = false;

  constructor(
    readonly peers: readonly (Peer | undefined)[],
    readonly me: number,
    private readonly persister: PersisterShape,
    private readonly deliver: (msg: ApplyMsg) => void,
  ) {
    const bytes = persister.readRaftState();
    if (bytes.length === 0) return;
    const { term, votedFor, log } = JSON.parse(new TextDecoder().decode(bytes)) as Snapshot;
    this.term = term;
    this.votedFor = votedFor;
    this.log.push(...log);
  }

  take(role: Role): void {
    this.role.leave();
    this.role = role;
    role.enter();
  }

  get lastIndex(): number {
    return this.log.length - 1;
  }

  get lastTerm(): number {
    return this.log.at(-1)?.term ?? 0;
  }

  setTerm(term: number, votedFor: number | null): void {
    this.term = term;
    this.votedFor = votedFor;
    this.dirty = true;
  }

  append(entries: readonly LogEntry[]): void {
    if (entries.length === 0) return;
    this.log.push(...entries);
    this.dirty = true;
  }

  truncateFrom(index: number): void {
    this.log.splice(index);
    this.dirty = true;
  }

  saveChanges(): void {
    if (!this.dirty) return;
    const { term, votedFor, log } = this;
    const snapshot: Snapshot = { term, votedFor, log: log.slice(1) };
    this.persister.saveRaftState(new TextEncoder().encode(JSON.stringify(snapshot)));
    this.dirty = false;
  }

  commitUpTo(index: number): void {
    this.commitIndex = Math.max(this.commitIndex, index);
    while (this.lastApplied < this.commitIndex) {
      this.lastApplied++;
      const { command } = this.log[this.lastApplied] ?? { command: '' };
      this.deliver({ index: this.lastApplied, command });
    }
  }

  isMajority(count: number): boolean {
    return count > Math.floor(this.peers.length / 2);
  }

  eachPeer(visit: (peer: Peer, id: number) => void): void {
    this.peers.forEach((peer, id) => {
      if (peer) visit(peer, id);
    });
  }
}
