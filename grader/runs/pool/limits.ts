/**
 * Limits of a child. They limit processor time, because a child that only waits on a busy machine uses
 * none.
 */
import { permissionFlag } from '../../world/processes/sealed';

/** Time limits of one run, far above what any needs: a handler takes microseconds. */
export interface Patience {
  /** Processor time without a sign of life. */
  readonly silentCpuSeconds: number;
  /** The same in wall-clock time, where the system does not report processor time. */
  readonly silentWallSeconds: number;
  /** Total processor time. A run takes less than one second. */
  readonly runCpuSeconds: number;
}

export const USUAL: Patience = { silentCpuSeconds: 2, silentWallSeconds: 20, runCpuSeconds: 30 };
/** For a submission of which several runs were already ended by force. */
export const SHORT: Patience = { silentCpuSeconds: 1, silentWallSeconds: 8, runCpuSeconds: 10 };

export const HEAP_MB_MAX = 512;
/**
 * How large V8's space for young objects may grow: above its own value of 16, so that most contexts die in it.
 */
const SEMI_SPACE_MB_MAX = 32;
/** Typed arrays are outside the heap. */
export const RESIDENT_MB_MAX = 1_000;
/** A silent child with this much memory counts as one that uses it up. A run needs less than half of it. */
export const RESIDENT_MB_MUCH = 400;
/** Without a message or processor time. Only on a very busy machine would a process wait this long. */
export const MUTE_WALL_SECONDS_MAX = 120;
/** From the start of a child until it is ready, which takes a fraction of a second. */
export const LOAD_CPU_SECONDS_MAX = 10;
export const LOAD_WALL_SECONDS_MAX = 60;

/**
 * V8 gets no helper threads (`--single-threaded`): there is a child for each core, so the threads of one
 * child would only take time from the others. It does not compact its heap (`--no-compact`): each realm
 * leaves pages with a little in them, and emptied ones would be new memory again for the next realm.
 */
export function nodeFlags(mainFile: string): string[] {
  return [
    permissionFlag(),
    `--allow-fs-read=${mainFile}`,
    '--no-warnings',
    '--disallow-code-generation-from-strings',
    '--frozen-intrinsics',
    `--max-old-space-size=${HEAP_MB_MAX}`,
    `--max-semi-space-size=${SEMI_SPACE_MB_MAX}`,
    '--single-threaded',
    '--no-compact',
  ];
}
