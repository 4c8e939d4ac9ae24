/**
 * What must survive a crash (the state box of Figure 2), and its way to the Persister and back.
 * The Persister gets the bytes safely onto the disk.
 */
import type { LogEntry } from '../../grader/contract';
import { Log } from './log';
import type { Server } from './server';
import type { RaftState } from './state';

/** What is saved, in a form that JSON can carry: no class instance, no undefined. */
interface SavedState {
  readonly currentTerm: number;
  readonly votedFor: number | null;
  /** From index 1 on; the sentinel is the same everywhere. */
  readonly entries: readonly LogEntry[];
}

/** P.2: when this returns, a crash can no longer lose the current state. */
export function persist(server: Server): void {
  if (server.economy.isSaved(server.state)) return;
  // #region 2C P.2
  server.persister.saveRaftState(encode(server.state));
  // #endregion
  server.economy.noteSaved(server.state);
}

/** P.1: at boot, continues from the state that was saved last. */
export function readPersist(server: Server): void {
  // #region 2C P.1 read
  const bytes = server.persister.readRaftState();
  if (bytes.length > 0) {
    const saved = decode(bytes);
    server.state.currentTerm = saved.currentTerm;
    server.state.votedFor = saved.votedFor;
    server.state.log = new Log(saved.entries);
  }
  // #endregion
  server.economy.noteSaved(server.state);
}

/** P.1: the persistent part of the state as bytes. */
function encode(state: RaftState): Uint8Array {
  // #region 2C P.1 encode
  const saved: SavedState = {
    currentTerm: state.currentTerm,
    votedFor: state.votedFor,
    entries: state.log.entriesFrom(1),
  };
  return new TextEncoder().encode(JSON.stringify(saved));
  // #endregion
}

/** P.1: the inverse of encode. */
function decode(bytes: Uint8Array): SavedState {
  // #region 2C P.1 decode
  return JSON.parse(new TextDecoder().decode(bytes)) as SavedState;
  // #endregion
}
