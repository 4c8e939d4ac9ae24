/** Keeps the latest results of a student's own folder, for commands that use them. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { GradeResult } from '../../report/result';
import { memoryText, readMemory, type StageMemory } from './stage-memory';
import { writeWhole } from './write-whole';

/** The kit's folder for what it remembers; git ignores it. */
export const KEPT = '.raft-lab';
/** The result of the last grading, whatever was graded. */
const LAST_GRADE = 'last-grade.json';
/** The last verdict on every test of every stage. */
const STAGES_FILE = 'stages.json';

export function keepLastGrade(kit: string, result: GradeResult): void {
  keep(kit, LAST_GRADE, JSON.stringify(result));
}

export function keepStages(kit: string, memory: StageMemory): void {
  keep(kit, STAGES_FILE, memoryText(memory));
}

/** A file that cannot be read counts as an empty memory. */
export function readStages(kit: string): StageMemory {
  try {
    return readMemory(readFileSync(path.join(kit, KEPT, STAGES_FILE), 'utf8'));
  } catch {
    return new Map();
  }
}

/** The text of the last result; empty if no result can be read. */
export function readLastGrade(kit: string): string {
  try {
    return readFileSync(path.join(kit, KEPT, LAST_GRADE), 'utf8');
  } catch {
    return '';
  }
}

/** Writes the whole file or nothing. A failure is ignored, so that it never stops a grading. */
function keep(kit: string, name: string, text: string): void {
  try {
    writeWhole(path.join(kit, KEPT, name), text);
  } catch {
    // A file that cannot be written is not remembered.
  }
}
