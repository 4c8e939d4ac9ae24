/** Measures what a process uses, on every system. */
import { readFileSync } from 'node:fs';
import pidusage from 'pidusage';

export interface Usage {
  readonly cpuSeconds: number | undefined;
  readonly residentMb: number | undefined;
}

export interface Meter {
  /** The latest known usage; for a process that has ended, what was seen last. */
  usage(): Usage;
  close(): void;
}

const NOTHING: Usage = { cpuSeconds: undefined, residentMb: undefined };
const TICKS_PER_SECOND = 100;
const PAGE_BYTES = 4_096;
/** Other systems are asked through a program, which takes a while. */
const ASK_EVERY_MS = 500;

/**
 * @param how `proc` reads /proc, `program` asks the system's own program; by default what the system
 *   has
 */
export function meterOf(
  pid: number,
  how = process.platform === 'linux' ? 'proc' : 'program',
): Meter {
  let known = NOTHING;
  if (how === 'proc')
    return { usage: () => (known = usageOf(pid) ?? known), close: () => undefined };
  let isClosed = false;
  const ask = async () => {
    try {
      const { ctime, memory } = await pidusage(pid, { usePs: process.platform !== 'win32' });
      known = { cpuSeconds: ctime / 1_000, residentMb: memory / 2 ** 20 };
    } catch {
      // It has ended, or the system does not report it: the last known usage stays.
    }
    if (!isClosed) timer = setTimeout(() => void ask(), ASK_EVERY_MS);
  };
  let timer: NodeJS.Timeout = setTimeout(() => void ask(), 0);
  return {
    usage: () => known,
    close: () => {
      isClosed = true;
      clearTimeout(timer);
    },
  };
}

/** @returns undefined for a process that has ended */
function usageOf(pid: number): Usage | undefined {
  try {
    // Only the main thread counts, because the number of garbage-collection threads depends on the
    // machine.
    const stat = readFileSync(`/proc/${pid}/task/${pid}/stat`, 'utf8');
    // The second field is the name in parentheses, which may hold spaces.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [user, system, pages] = [fields[11], fields[12], fields[21]].map(Number);
    return {
      cpuSeconds: ((user ?? 0) + (system ?? 0)) / TICKS_PER_SECOND,
      residentMb: ((pages ?? 0) * PAGE_BYTES) / 2 ** 20,
    };
  } catch {
    return undefined;
  }
}
