/** Keeps the last grading of a student's own folder, for commands that go on from there. */
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { GradeResult } from '../report/result';

/** The kit's folder for what it remembers; git leaves it alone. */
export const KEPT = '.raft-lab';
export const LAST_GRADE = 'last-grade.json';

/** The whole file or none of it. Never a reason for a grading to fail. */
export function keepLastGrade(kit: string, result: GradeResult): void {
  const file = path.join(kit, KEPT, LAST_GRADE);
  const fresh = `${file}.${process.pid}.new`;
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(fresh, JSON.stringify(result));
    renameSync(fresh, file);
  } catch {
    try {
      rmSync(fresh, { force: true });
    } catch {
      // It could not be made either.
    }
  }
}
