/**
 * What a leader knows of one other server. Until the two logs are known to meet it only asks, with
 * empty requests; entries follow when it has found the place.
 */
import type { AppendEntriesReply } from '../../../contract';

export class Remote {
  /** Whether the log is known to match up to nextIndex - 1. */
  hasMet = false;
  matchIndex = 0;
  /** When the next heartbeat is due, by the server's clock. */
  beatAt = 0;
  /** Up to where entries are on their way, and until when they are given time. */
  sentUpTo = 0;
  sentUntil = 0;

  constructor(public nextIndex: number) {}

  met(index: number): void {
    this.hasMet = true;
    this.matchIndex = Math.max(this.matchIndex, index);
    this.nextIndex = Math.max(this.nextIndex, index + 1);
  }

  /** @param lastOf where this server's log has its last entry of a term, at most at an index; 0 if nowhere */
  refused(
    prevLogIndex: number,
    { conflictTerm, conflictIndex }: AppendEntriesReply,
    lastOf: (term: number, atMost: number) => number,
  ): void {
    if (prevLogIndex + 1 !== this.nextIndex || prevLogIndex <= this.matchIndex) return;
    const own = conflictTerm === undefined ? 0 : lastOf(conflictTerm, prevLogIndex);
    const wanted = own > 0 ? own + 1 : (conflictIndex ?? prevLogIndex);
    this.hasMet = false;
    this.nextIndex = Math.max(this.matchIndex + 1, Math.min(wanted, prevLogIndex));
  }
}
