/** Watches one run of one child, and decides when and why it must be ended. */
import type { Meter, Usage } from '../../world/processes/usage';
import { MUTE_WALL_SECONDS_MAX, type Patience, RESIDENT_MB_MAX, RESIDENT_MB_MUCH } from './limits';

export type Excess =
  /** It uses processor time but gives no sign of life. */
  | 'silent'
  | 'memory'
  /** It is alive, but does not end. */
  | 'slow'
  /** It does not even work. */
  | 'mute';

interface Watch {
  /** Notes a sign of life. */
  alive(): void;
  stop(): void;
}

const POLL_MS = 100;

/** @param end called once, with the reason */
export function watchdog(meter: Meter, patience: Patience, end: (why: Excess) => void): Watch {
  // Counts checks instead of time, because a computer that was asleep has not waited.
  let looks = 0;
  let [runCpu, aliveCpu]: (number | undefined)[] = [];
  let isOver = false;
  const look = () => {
    if (isOver) return;
    const usage = meter.usage();
    looks++;
    runCpu ??= usage.cpuSeconds;
    aliveCpu ??= usage.cpuSeconds;
    const why = excess(usage, patience, {
      wallSeconds: (looks * POLL_MS) / 1_000,
      aliveCpu,
      runCpu,
    });
    if (!why) return;
    stop();
    end(why);
  };
  // Handles the child's messages first, because this process may have been busy with other work.
  const timer = setInterval(() => setImmediate(look), POLL_MS);
  const stop = () => {
    isOver = true;
    clearInterval(timer);
  };
  return {
    alive: () => {
      looks = 0;
      aliveCpu = undefined;
    },
    stop,
  };
}

interface Since {
  /** Seconds without a sign of life. */
  readonly wallSeconds: number;
  readonly aliveCpu: number | undefined;
  readonly runCpu: number | undefined;
}

function excess(
  { cpuSeconds, residentMb = 0 }: Usage,
  { silentCpuSeconds, silentWallSeconds, runCpuSeconds }: Patience,
  { wallSeconds, aliveCpu, runCpu }: Since,
): Excess | undefined {
  if (residentMb > RESIDENT_MB_MAX) return 'memory';
  if (cpuSeconds === undefined || aliveCpu === undefined || runCpu === undefined)
    return wallSeconds > silentWallSeconds ? 'silent' : undefined;
  if (cpuSeconds - aliveCpu > silentCpuSeconds)
    return residentMb > RESIDENT_MB_MUCH ? 'memory' : 'silent';
  if (cpuSeconds - runCpu > runCpuSeconds) return 'slow';
  return wallSeconds > MUTE_WALL_SECONDS_MAX ? 'mute' : undefined;
}
