/** Keeps what was found out about a student's own folder, for commands that go on from there. */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { GradeResult } from '../../report/result';
import { memoryText, readMemory, type StageMemory } from './stage-memory';

/** The kit's folder for what it remembers; git leaves it alone. */
export const KEPT = '.raft-lab';
/** The result of the last grading, whatever was graded. */
export const LAST_GRADE = 'last-grade.json';
/** The last verdict on every test of every stage. */
const STAGES_FILE = 'stages.json';

export function keepLastGrade(kit: string, result: GradeResult): void {
  keep(kit, LAST_GRADE, JSON.stringify(result));
}

export function keepStages(kit: string, memory: StageMemory): void {
  keep(kit, STAGES_FILE, memoryText(memory));
}

/** What cannot be read is not remembered. */
export function readStages(kit: string): StageMemory {
  try {
    return readMemory(readFileSync(path.join(kit, KEPT, STAGES_FILE), 'utf8'));
  } catch {
    return new Map();
  }
}

/** The whole file or none of it. Never a reason for a grading to fail. */
function keep(kit: string, name: string, text: string): void {
  const file = path.join(kit, KEPT, name);
  const fresh = `${file}.${process.pid}.new`;
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(fresh, text);
    renameSync(fresh, file);
  } catch {
    try {
      rmSync(fresh, { force: true });
    } catch {
      // It could not be made either.
    }
  }
}
