/**
 * Temporary folders whose names identify the process that made them. The warden removes those of a
 * killed process; if the warden was killed too, or the machine lost power, the next process that makes
 * one removes them.
 */
import { createHash } from 'node:crypto';
import {
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { guardFolder, releaseFolder } from './warden';

/** `raft-lab-KIND-PID-STARTED-MACHINE-RANDOM`; PID and STARTED identify a process of the machine. */
const NAME = /^raft-lab-[a-z]+-(\d{1,10})-(\d{1,20})-([0-9a-f]{12})-\w{6}$/;
/** Start time where the system does not report it; then only the number identifies a process. */
const UNKNOWN = '0';

let isSwept = false;

/** Makes a folder that only its owner may open. It is removed when this process ends, however it ends. */
export function temporaryFolder(kind: string): string {
  const parent = realpathSync(tmpdir());
  if (!isSwept) sweep(parent);
  isSwept = true;
  const { pid } = process;
  const name = ['raft-lab', kind, pid, startOf(pid) ?? UNKNOWN, machine(), ''].join('-');
  const folder = mkdtempSync(path.join(parent, name));
  guardFolder(folder);
  return folder;
}

export function discard(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  releaseFolder(folder);
}

/** Removes this user's folders whose processes have ended. Folders that cannot be removed stay. */
export function sweep(parent: string): void {
  for (const name of namesIn(parent)) {
    const [, pid, started, where] = NAME.exec(name) ?? [];
    if (pid === undefined || where !== machine() || isAlive(Number(pid), started)) continue;
    try {
      const folder = path.join(parent, name);
      const about = lstatSync(folder);
      if (about.isDirectory() && about.uid === (process.getuid?.() ?? about.uid))
        rmSync(folder, { recursive: true, force: true });
    } catch {
      // Another process removed it first, or it is in use.
    }
  }
}

/** The folder may be writable but not readable. */
function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function isAlive(pid: number, started: string | undefined): boolean {
  try {
    process.kill(pid, 0);
  } catch (thrown) {
    // EPERM means that another user's process has the number now; its folder is left alone.
    return (thrown as NodeJS.ErrnoException).code !== 'ESRCH';
  }
  const now = startOf(pid);
  return now === undefined || started === UNKNOWN || now === started;
}

/** The start time in ticks since boot. It is needed because process numbers are reused. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the name in parentheses, which may hold spaces.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

/**
 * Identifies the machine and its container, which may share a temporary folder but number processes
 * separately.
 */
function machine(): string {
  let space = '';
  try {
    space = readlinkSync('/proc/self/ns/pid');
  } catch {
    // The system has only one process namespace.
  }
  return createHash('sha256').update(`${hostname()}\n${space}`).digest('hex').slice(0, 12);
}
