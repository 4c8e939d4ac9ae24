/**
 * Another Raft, for runs in which a submission's process failed in an unusual way: if this one fails
 * too, the grader or the machine is at fault.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { bundleOwn } from '../../world/realm/bundle';
import type { ProgramText } from '../../world/realm/program';

const REFERENCE = path.join(__dirname, '..', '..', '..', 'solutions', 'raft');
/** Used in kits without the reference, as students have them: a server that does nothing. */
const SILENT = `return {
  Raft: class {
    getState() { return { term: 0, isLeader: false }; }
    start() { return { index: 0, term: 0, isLeader: false }; }
    requestVote() { return { term: 0, voteGranted: false }; }
    appendEntries() { return { term: 0, success: false, conflictTerm: -1, conflictIndex: 1 }; }
  },
  Persister: class {
    saveRaftState() {}
    readRaftState() { return new Uint8Array(0); }
    raftStateSize() { return 0; }
  },
};`;

let known: Promise<string> | undefined;

export async function controlOf({ prelude }: ProgramText): Promise<ProgramText> {
  known ??= controlStudent(prelude);
  return { prelude, student: await known };
}

async function controlStudent(prelude: string): Promise<string> {
  if (!existsSync(REFERENCE)) return SILENT;
  const bundle = await bundleOwn(REFERENCE, prelude);
  return Array.isArray(bundle) ? SILENT : bundle.text.student;
}
