/** Your Persister (stage 2C): keeps one state on the disk, complete and durable. For it, the state is just bytes. */
import { todo } from '../../grader/contract';
import type { Disk, PersisterShape } from '../../grader/contract';

export class Persister implements PersisterShape {
  constructor(private readonly disk: Disk) {}

  saveRaftState(state: Uint8Array): void {
    // TODO 2C P.3: Replace the saved state so that no crash can damage it.
    todo('2C', 'P.3', 'Replace the saved state so that no crash can damage it');
  }

  readRaftState(): Uint8Array {
    // TODO 2C P.3: Return the state saved last, or an empty array if none ever was.
    todo('2C', 'P.3', 'Return the state saved last, or an empty array');
  }

  raftStateSize(): number {
    return this.readRaftState().length;
  }
}
