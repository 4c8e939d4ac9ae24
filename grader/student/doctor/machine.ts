/** Whether the machine has enough disk space and memory for a grading. */
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { bad, type Finding, good, note } from './finding';

const MB = 2 ** 20;
/** For the child's program and the code that is compiled once. */
const DISK_MB_LEAST = 50;
/** A child may use half a gigabyte, and the type checker as much. */
const MEMORY_MB_LEAST = 1_500;

export function temporaryFolder(folder = os.tmpdir()): Finding {
  try {
    const made = mkdtempSync(path.join(folder, 'raft-lab-doctor-'));
    try {
      writeFileSync(path.join(made, 'file'), 'text');
    } finally {
      rmSync(made, { recursive: true, force: true });
    }
    return good(`Temporary files can be written to ${folder}`);
  } catch (thrown) {
    const { code = 'unknown error' } = thrown as NodeJS.ErrnoException;
    return bad(
      `No temporary files can be written to ${folder} (${code})`,
      'Free some space there, or set TMPDIR (on Windows TEMP) to another folder.',
    );
  }
}

export function diskSpace(folder = os.tmpdir()): Finding {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return enoughDisk((bavail * bsize) / MB);
  } catch {
    return note('Free disk space: unknown on this system');
  }
}

export function enoughDisk(freeMb: number): Finding {
  return freeMb >= DISK_MB_LEAST
    ? good(`${size(freeMb)} free for temporary files`)
    : bad(`Only ${size(freeMb)} free for temporary files`, 'Free some space on that disk.');
}

export function memory(): Finding {
  const bound = process.constrainedMemory();
  const total = os.totalmem();
  // A container may have less memory than its machine. Without a limit, the bound is 0 or enormous.
  return enoughMemory((bound > 0 && bound < total ? bound : total) / MB);
}

export function enoughMemory(totalMb: number): Finding {
  return totalMb >= MEMORY_MB_LEAST
    ? good(`${size(totalMb)} of memory`)
    : note(
        `Only ${size(totalMb)} of memory`,
        'Grading may be slow, or the system may stop it. Close other programs.',
      );
}

function size(mb: number): string {
  return mb >= 1_024 ? `${(mb / 1_024).toFixed(1)} GB` : `${Math.floor(mb)} MB`;
}
