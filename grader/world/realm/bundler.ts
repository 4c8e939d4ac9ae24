/**
 * esbuild, which is one process for all that this one bundles. Source text that brings it down, keeps it
 * busy or fills its memory must harm nobody else's, so one thing is bundled at a time and watched.
 */
import { readFileSync } from 'node:fs';
import { build, type BuildOptions, type BuildResult, stop } from 'esbuild';

/** The source text asks for more than any program of its size should. */
export class TooMuchToBundle extends Error {}

/** Of processor time. Bundling a submission takes some hundredths of a second. */
const SECONDS_MAX = 15;
/** By the clock: where processor time is not told, and otherwise the machine's own fault. */
const WALL_SECONDS_MAX = 120;
/** Reached only by code that is nested ten thousands deep, or that doubles itself when it is compiled. */
const RESIDENT_MB_MAX = 1_500;
const LOOK_EVERY_MS = 100;
const PAGE_BYTES = 4_096;
const TICKS_PER_SECOND = 100;
const SERVICE_IS_GONE = /^The service (?:was stopped|is no longer running)/;

let turn: Promise<unknown> = Promise.resolve();

/** @throws TooMuchToBundle, or what esbuild throws */
export async function bundled<T extends BuildOptions>(
  options: Parameters<typeof build<T>>[0],
): Promise<BuildResult<T>> {
  const run = () => watched(() => build(options));
  const mine = turn.then(run, run);
  turn = mine;
  return await mine;
}

async function watched<T>(bundle: () => Promise<T>, isAgain = false): Promise<T> {
  const watch = watchdog();
  try {
    return await Promise.race([bundle(), watch.excess]);
  } catch (thrown) {
    if (!SERVICE_IS_GONE.test((thrown as { message?: string }).message ?? '')) throw thrown;
    // Without this it would never be started again.
    await stop();
    // The machine may have ended it. Whose fault it is when that happens again, nobody knows.
    if (!isAgain) return await watched(bundle, true);
    throw new Error('the bundler, esbuild, was brought down twice by the same folder', {
      cause: thrown,
    });
  } finally {
    watch.end();
  }
}

/** `excess` is rejected when a bundling has gone on for too long or holds too much. */
function watchdog(): { readonly excess: Promise<never>; readonly end: () => void } {
  // Looks are counted instead of time: a computer that wakes from its sleep has not waited.
  let looks = 0;
  let timer: NodeJS.Timeout | undefined;
  let before = esbuildUsage();
  const excess = new Promise<never>((_, reject) => {
    timer = setInterval(() => {
      looks++;
      const now = esbuildUsage();
      before ??= now;
      const cpuSeconds = now && before ? now.cpuSeconds - before.cpuSeconds : undefined;
      const wallSeconds = (looks * LOOK_EVERY_MS) / 1_000;
      const isSlow = (cpuSeconds ?? wallSeconds) > SECONDS_MAX;
      const isBig = (now?.residentMb ?? 0) > RESIDENT_MB_MAX;
      if (isSlow || isBig) {
        const what = isSlow ? `took longer than ${SECONDS_MAX} s` : 'used up its memory';
        reject(
          new TooMuchToBundle(
            `bundling this code ${what}: it is nested far too deeply, or grows when it is compiled.`,
          ),
        );
      } else if (wallSeconds > WALL_SECONDS_MAX) {
        reject(new Error(`the bundler, esbuild, was given no time to work for ${wallSeconds} s`));
      } else return;
      void stop();
    }, LOOK_EVERY_MS);
  });
  return { excess, end: () => clearInterval(timer) };
}

interface Usage {
  readonly cpuSeconds: number;
  readonly residentMb: number;
}

/** Of all its processes that are ours, should there be several; undefined where the system does not tell. */
function esbuildUsage(): Usage | undefined {
  try {
    const own = `/proc/${process.pid}/task/${process.pid}/children`;
    const pids = readFileSync(own, 'utf8').trim().split(' ');
    const all = pids.map(usageOf).filter((usage) => usage !== undefined);
    if (all.length === 0) return undefined;
    return {
      cpuSeconds: all.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0),
      residentMb: Math.max(...all.map(({ residentMb }) => residentMb)),
    };
  } catch {
    return undefined;
  }
}

function usageOf(pid: string): Usage | undefined {
  try {
    if (!readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('esbuild')) return undefined;
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the name in parentheses, which may hold spaces.
    const fields = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const ticks = (fields[11] ?? 0) + (fields[12] ?? 0);
    const residentMb = ((fields[21] ?? 0) * PAGE_BYTES) / 2 ** 20;
    return { cpuSeconds: ticks / TICKS_PER_SECOND, residentMb };
  } catch {
    return undefined;
  }
}
