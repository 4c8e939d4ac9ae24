/**
 * esbuild, which is one process for all that this one bundles. Source text that brings it down, keeps it
 * busy or fills its memory must harm nobody else's, so one thing is bundled at a time and watched.
 */
import { readFileSync } from 'node:fs';
import { build, type BuildOptions, type BuildResult, stop } from 'esbuild';

/** The source text asks for more than any program of its size should. */
export class TooMuchToBundle extends Error {}

/** Bundling a submission takes some hundredths of a second. */
const SECONDS_MAX = 15;
/** Reached only by code that is nested ten thousands deep, or that doubles itself when it is compiled. */
const RESIDENT_MB_MAX = 1_500;
const LOOK_EVERY_MS = 100;
const PAGE_BYTES = 4_096;
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
  const excess = new Promise<never>((_, reject) => {
    timer = setInterval(() => {
      looks++;
      const isSlow = (looks * LOOK_EVERY_MS) / 1_000 > SECONDS_MAX;
      if (!isSlow && residentMb() < RESIDENT_MB_MAX) return;
      const what = isSlow ? `took longer than ${SECONDS_MAX} s` : 'used up its memory';
      reject(
        new TooMuchToBundle(
          `bundling this code ${what}: it is nested far too deeply, or grows when it is compiled.`,
        ),
      );
      void stop();
    }, LOOK_EVERY_MS);
  });
  return { excess, end: () => clearInterval(timer) };
}

/** Of esbuild's process, where the system tells it. */
function residentMb(): number {
  try {
    const own = `/proc/${process.pid}/task/${process.pid}/children`;
    const sizes = readFileSync(own, 'utf8').trim().split(' ').map(residentMbOf);
    return Math.max(0, ...sizes);
  } catch {
    return 0;
  }
}

function residentMbOf(pid: string): number {
  try {
    if (!readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('esbuild')) return 0;
    const [, pages] = readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ');
    return (Number(pages) * PAGE_BYTES) / 2 ** 20;
  } catch {
    return 0;
  }
}
