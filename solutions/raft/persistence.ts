/**
 * What has to survive a crash (the state box of Figure 2), and its way to the Persister and back.
 * When to save is said where the state changes; how bytes get safely onto the disk is the
 * Persister's affair.
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

/** P.2: when this returns, a crash can no longer take the present state away. */
export function persist(server: Server): void {
  if (isSaved(server)) return;
  // #region 2C P.2
  // what: Hand the encoded state to the Persister.
  // use: encode, server.persister.saveRaftState, server.state
  // green: 2C/persist-state, 2C/crash-points
  server.persister.saveRaftState(encode(server.state));
  // #until
  // #endregion
  noteSaved(server);
}

/** P.2: after a reply, which may have brought a newer term and can change nothing else that is saved. */
export function persistNewerTerm(server: Server): void {
  if (server.saved?.currentTerm !== server.state.currentTerm) persist(server);
}

/** P.1: at boot, goes on where the last boot was when it saved for the last time. */
export function readPersist(server: Server): void {
  // #region 2C P.1
  // what: Take up what the Persister has kept. At the first boot that is nothing, and a new state
  //   is right already. Bytes that make no sense are an error, not a first boot.
  // use: server.persister.readRaftState, decode, server.state, Log
  // green: 2C/persist-state, 2C/crash-points
  const bytes = server.persister.readRaftState();
  if (bytes.length > 0) {
    const saved = decode(bytes);
    server.state.currentTerm = saved.currentTerm;
    server.state.votedFor = saved.votedFor;
    server.state.log = new Log(saved.entries);
  }
  // #until
  // #endregion
  noteSaved(server);
}

/** P.1: the bytes that stand for the persistent part of the state. */
function encode(state: RaftState): Uint8Array {
  // #region 2C P.1
  // what: Turn the persistent part of the state into bytes. SavedState has room for it.
  // use: SavedState, state.log.entriesFrom, JSON.stringify, TextEncoder
  // green: 2C/persist-state, 2C/crash-points
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
  // #region 2C P.1
  // what: Turn the bytes back into the SavedState that they were made of.
  // use: SavedState, TextDecoder, JSON.parse
  // green: 2C/persist-state, 2C/crash-points
  return JSON.parse(new TextDecoder().decode(bytes)) as SavedState;
  // #endregion
}

/** P.4: whether the disk already holds the present state, so that saving it would be in vain. */
function isSaved(server: Server): boolean {
  // #region 2C P.4
  // what: Say whether anything persistent has changed since noteSaved. Do this one last: saving
  //   more often than needed is slow, not wrong.
  // use: server.saved, server.state, state.log.revision
  // green: 2C/economy-idle, 2C/economy-once
  const { saved, state } = server;
  return (
    saved?.currentTerm === state.currentTerm &&
    saved.votedFor === state.votedFor &&
    saved.logRevision === state.log.revision
  );
  // #optional
  // return false;
  // #endregion
}

/** P.4: keeps in mind what the disk holds from now on. */
function noteSaved(server: Server): void {
  // #region 2C P.4
  // what: Remember the state that isSaved will compare with.
  // use: server.saved, server.state, state.log.revision
  // green: 2C/economy-idle, 2C/economy-once
  const { currentTerm, votedFor, log } = server.state;
  server.saved = { currentTerm, votedFor, logRevision: log.revision };
  // #optional
  // #endregion
}
