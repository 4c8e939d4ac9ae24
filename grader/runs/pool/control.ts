/**
 * Another Raft, to be run where a submission's process has failed in an odd way: what fails with this
 * one, too, is the grader's fault or the machine's.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { bundleOwn } from '../../world/realm/bundle';
import type { ProgramText } from '../../world/realm/program';

const REFERENCE = path.join(__dirname, '..', '..', '..', 'solutions', 'raft');
/** Where there is no reference, as in what students get: a server that takes part in nothing. */
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
