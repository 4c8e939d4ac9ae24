/**
 * Keeps two runs from writing to the same folder. A lock whose owner has ended does not count. An owner
 * on another machine cannot be checked from here, so its lock always counts.
 */
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';

export const LOCK = '.lock';

interface Owner {
  readonly host: string;
  readonly pid: number;
  /**
   * Distinguishes a process from a later one with the same number; empty where the system does not
   * provide it.
   */
  readonly born: string;
}

/** @returns a function that releases the folder, or the owner of its lock */
export function lock(folder: string): (() => void) | { readonly owner: string } {
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, LOCK);
  const mine: Owner = { host: hostname(), pid: process.pid, born: bornOf(process.pid) };
  for (;;) {
    if (isPut(file, JSON.stringify(mine))) {
      const free = () => {
        process.off('exit', free);
        if (read(file)?.pid === mine.pid) rmSync(file, { force: true });
      };
      process.once('exit', free);
      return free;
    }
    const owner = read(file);
    if (owner && owner.host !== mine.host) return { owner: `on ${owner.host}` };
    if (owner && isAlive(owner) && owner.pid !== mine.pid) return { owner: `process ${owner.pid}` };
    remove(file, owner);
  }
}

/**
 * Writes the whole lock at once, or nothing if there is one already, so a process never sees half a
 * lock.
 */
function isPut(file: string, text: string): boolean {
  const own = `${file}.${process.pid}`;
  writeFileSync(own, text);
  try {
    linkSync(own, file);
    return true;
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'EEXIST') return false;
    // The file system has no links.
    return isPutWithoutLinks(file, text);
  } finally {
    rmSync(own, { force: true });
  }
}

function isPutWithoutLinks(file: string, text: string): boolean {
  try {
    writeFileSync(file, text, { flag: 'wx' });
    return true;
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'EEXIST') throw thrown;
    return false;
  }
}

/** Removes a stale lock, and puts back one that another process has created in the meantime. */
function remove(file: string, stale: Owner | undefined): void {
  const aside = `${file}.${process.pid}.stale`;
  try {
    renameSync(file, aside);
  } catch {
    // Another process has removed it already.
    return;
  }
  const taken = read(aside);
  if (JSON.stringify(taken) !== JSON.stringify(stale)) isPut(file, JSON.stringify(taken));
  rmSync(aside, { force: true });
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
    // EPERM means that the process exists but belongs to another user.
    if ((thrown as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return born === bornOf(pid);
}

/** The boot of this machine, and the time from it to the start of the process. Only Linux provides both. */
function bornOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // A zombie: it has ended but was not reaped.
    if (fields[0] === 'Z') return 'ended';
    const sinceBoot = fields[19] ?? '';
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${sinceBoot}`;
  } catch {
    return '';
  }
}
