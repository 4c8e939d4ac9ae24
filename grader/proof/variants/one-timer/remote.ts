/**
 * What a leader knows of one other server. Until the logs are known to match somewhere, it only probes with
 * empty requests; entries follow after that.
 */
import type { AppendEntriesReply } from '../../../contract';

export class Remote {
  /** Whether the log is known to match up to nextIndex - 1. */
  hasMet = false;
  matchIndex = 0;
  /** When the next heartbeat is due, by the server's clock. */
  beatAt = 0;
  /** The last entry in flight, and until when it is waited for. */
  sentUpTo = 0;
  sentUntil = 0;

  constructor(public nextIndex: number) {}

  met(index: number): void {
    this.hasMet = true;
    this.matchIndex = Math.max(this.matchIndex, index);
    this.nextIndex = Math.max(this.nextIndex, index + 1);
  }

  /**
   * @param lastOf index of the last entry with a term, up to an index, in this server's log; 0 if there is
   *   none
   */
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
