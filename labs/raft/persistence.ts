/**
 * What must survive a crash (the state box of Figure 2), and its way to the Persister and back.
 * The Persister gets the bytes safely onto the disk.
 */
import { todo, todoLater } from '../../grader/contract';
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
  // TODO 2C P.2: Pass the encoded state to the Persister, and find out where to call this function.
  //   Which messages does your server send, and what does each of them promise about currentTerm,
  //   votedFor or the log? All of that must be on the disk before the message is sent. No TODO
  //   marks these places. If a save is missing, 2C/persist-state names the change that was not
  //   saved.
  //   Use: encode, server.persister.saveRaftState, server.state.
  //   Turns green: 2C/persist-state, 2C/crash-points.
  todoLater(
    '2C',
    'P.2',
    'Pass the encoded state to the Persister, and find out where to call this function',
  );
  server.economy.noteSaved(server.state);
}

/** P.1: at boot, continues from the state that was saved last. */
export function readPersist(server: Server): void {
  // TODO 2C P.1: Restore the state that the Persister saved. At the first boot there is none, and a
  //   new state is correct. Bytes that make no sense are an error, not a first boot.
  //   Use: server.persister.readRaftState, decode, server.state, Log.
  //   Turns green: 2C/persist-state, 2C/crash-points.
  todoLater('2C', 'P.1', 'Restore the state that the Persister saved');
  server.economy.noteSaved(server.state);
}

/** P.1: the persistent part of the state as bytes. */
function encode(state: RaftState): Uint8Array {
  // TODO 2C P.1: Turn the persistent part of the state into bytes. SavedState has a field for each
  //   part.
  //   Use: SavedState, state.log.entriesFrom, JSON.stringify, TextEncoder.
  //   Turns green: 2C/persist-state, 2C/crash-points.
  todo('2C', 'P.1', 'Turn the persistent part of the state into bytes');
}

/** P.1: the inverse of encode. */
function decode(bytes: Uint8Array): SavedState {
  // TODO 2C P.1: Turn the bytes back into the SavedState that they were made from.
  //   Use: SavedState, TextDecoder, JSON.parse.
  //   Turns green: 2C/persist-state, 2C/crash-points.
  todo('2C', 'P.1', 'Turn the bytes back into the SavedState that they were made from');
}
