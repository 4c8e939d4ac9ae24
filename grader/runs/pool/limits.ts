/**
 * How much a child may use, and how that is measured. A child that is only kept waiting by a busy
 * machine uses no processor time, so it is that which is measured where the system tells it.
 */
import { readFileSync } from 'node:fs';

/** How long one run is let go on. Far more than any needs: a handler takes microseconds. */
export interface Patience {
  /** Processor time without a sign of life. */
  readonly silentCpuSeconds: number;
  /** The same by the clock on the wall, where processor time cannot be had. */
  readonly silentWallSeconds: number;
  /** Processor time in all. A run takes less than one second. */
  readonly runCpuSeconds: number;
}

export const USUAL: Patience = { silentCpuSeconds: 2, silentWallSeconds: 20, runCpuSeconds: 30 };
/** For a submission of which several runs had to be ended by force already. */
export const SHORT: Patience = { silentCpuSeconds: 1, silentWallSeconds: 8, runCpuSeconds: 10 };

export const HEAP_MB_MAX = 512;
/** Typed arrays live outside the heap. */
export const RESIDENT_MB_MAX = 1_000;
/** Who is silent and holds so much is busy with its memory. A run needs less than half of it. */
export const RESIDENT_MB_MUCH = 400;
/** Without a sign of life or work. A machine has to be very busy to let a process wait so long. */
export const MUTE_WALL_SECONDS_MAX = 120;
/** From the start of a child until it is ready for work. */
export const LOAD_WALL_SECONDS_MAX = 60;

const TICKS_PER_SECOND = 100;
const PAGE_BYTES = 4_096;

export interface Usage {
  readonly cpuSeconds: number | undefined;
  readonly residentMb: number | undefined;
}

export function usageOf(pid: number): Usage {
  try {
    // Of the main thread: how many others collect garbage beside it depends on the machine.
    const stat = readFileSync(`/proc/${pid}/task/${pid}/stat`, 'utf8');
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
