/**
 * Keeps two runs from writing into the same folder. A lock whose owner is gone does not count; whether an
 * owner on another machine is gone cannot be seen from here, so its lock does.
 */
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';

export const LOCK = '.lock';

interface Owner {
  readonly host: string;
  readonly pid: number;
  /** Tells a process from a later one of the same number; empty where the system does not say. */
  readonly born: string;
}

/** @returns what gives the folder free again, or who has it */
export function lock(folder: string): (() => void) | { readonly owner: string } {
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, LOCK);
  const mine: Owner = { host: hostname(), pid: process.pid, born: bornOf(process.pid) };
  for (;;)
    try {
      const opened = openSync(file, 'wx');
      writeSync(opened, JSON.stringify(mine));
      closeSync(opened);
      const free = () => {
        process.off('exit', free);
        rmSync(file, { force: true });
      };
      process.once('exit', free);
      return free;
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code !== 'EEXIST') throw thrown;
      const owner = read(file);
      if (owner && owner.host !== mine.host) return { owner: `on ${owner.host}` };
      if (owner && isAlive(owner) && owner.pid !== mine.pid)
        return { owner: `process ${owner.pid}` };
      rmSync(file, { force: true });
    }
}

/** Undefined for a file that was cut short when its owner ended. */
function read(file: string): Owner | undefined {
  try {
    const { host, pid, born } = JSON.parse(readFileSync(file, 'utf8')) as Partial<Owner>;
    return host === undefined || pid === undefined ? undefined : { host, pid, born: born ?? '' };
  } catch {
    return undefined;
  }
}

function isAlive({ pid, born }: Owner): boolean {
  try {
    process.kill(pid, 0);
  } catch (thrown) {
    // Somebody else's process is one, too.
    if ((thrown as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return born === bornOf(pid);
}

/** When this machine was started, and how long after that the process was. Linux alone tells. */
function bornOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const sinceBoot = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${sinceBoot}`;
  } catch {
    return '';
  }
}
