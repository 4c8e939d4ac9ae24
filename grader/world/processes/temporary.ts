/**
 * Temporary folders that say whose they are. The warden removes those of a process that was killed; what
 * is left because the warden was killed too, or the machine lost power, goes when the next one is made.
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

/** `raft-lab-KIND-PID-STARTED-MACHINE-RANDOM`; of the same machine, a process is known by the rest. */
const NAME = /^raft-lab-[a-z]+-(\d{1,10})-(\d{1,20})-([0-9a-f]{12})-\w{6}$/;
/** Where the system does not tell when a process began: its number alone must do. */
const UNKNOWN = '0';

let isSwept = false;

/** Only its owner may open it. It is removed when this process ends, however it ends. */
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

/** Removes the folders of this user whose processes are gone. What cannot be removed stays. */
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

/** A folder may be written to and not read. */
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
    // A number that another user's process has now is left alone.
    return (thrown as NodeJS.ErrnoException).code !== 'ESRCH';
  }
  const now = startOf(pid);
  return now === undefined || started === UNKNOWN || now === started;
}

/** In ticks since the machine was started: the number of a process is given to others later. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the name in parentheses, which may hold spaces.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

/** Containers and machines may share a folder for temporary files, and each counts its own processes. */
function machine(): string {
  let space = '';
  try {
    space = readlinkSync('/proc/self/ns/pid');
  } catch {
    // There is one space of processes.
  }
  return createHash('sha256').update(`${hostname()}\n${space}`).digest('hex').slice(0, 12);
}
