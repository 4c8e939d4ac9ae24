/**
 * How much a child may use, and how that is measured. A child that is only kept waiting by a busy
 * machine uses no processor time, so it is that which is measured where the system tells it.
 */
import { readFileSync } from 'node:fs';

/** Without a sign of life: a handler takes microseconds. */
export const SILENT_CPU_SECONDS_MAX = 4;
/** The same by the clock on the wall, where processor time cannot be had. */
export const SILENT_WALL_SECONDS_MAX = 20;
export const HEAP_MB_MAX = 512;
/** Typed arrays live outside the heap. */
export const RESIDENT_MB_MAX = 1_200;

const TICKS_PER_SECOND = 100;
const PAGE_BYTES = 4_096;

export interface Usage {
  readonly cpuSeconds: number | undefined;
  readonly residentMb: number | undefined;
}

export function usageOf(pid: number): Usage {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the name in parentheses, which may hold spaces.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [user, system, pages] = [fields[11], fields[12], fields[21]].map(Number);
    return {
      cpuSeconds: ((user ?? 0) + (system ?? 0)) / TICKS_PER_SECOND,
      residentMb: ((pages ?? 0) * PAGE_BYTES) / 2 ** 20,
    };
  } catch {
    return { cpuSeconds: undefined, residentMb: undefined };
  }
}

/** Node's name for the permission model differs by version. */
export function nodeFlags(mainFile: string): string[] {
  const permission = process.allowedNodeEnvironmentFlags.has('--permission')
    ? '--permission'
    : '--experimental-permission';
  return [
    permission,
    `--allow-fs-read=${mainFile}`,
    '--no-warnings',
    '--disallow-code-generation-from-strings',
    '--frozen-intrinsics',
    `--max-old-space-size=${HEAP_MB_MAX}`,
  ];
}
