/**
 * How much a child may use. One that is only kept waiting by a busy machine uses no processor time, so
 * it is that which is limited.
 */
import { permissionFlag } from '../../world/processes/sealed';

/** How long one run may take. Far more than any needs: a handler takes microseconds. */
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
/** A child that is silent and holds this much is busy with its memory. A run needs less than half of it. */
export const RESIDENT_MB_MUCH = 400;
/** Without a message or processor time. Only on a very busy machine would a process wait this long. */
export const MUTE_WALL_SECONDS_MAX = 120;
/** From the start of a child until it is ready for work. It takes a fraction of a second. */
export const LOAD_CPU_SECONDS_MAX = 10;
export const LOAD_WALL_SECONDS_MAX = 60;

export function nodeFlags(mainFile: string): string[] {
  return [
    permissionFlag(),
    `--allow-fs-read=${mainFile}`,
    '--no-warnings',
    '--disallow-code-generation-from-strings',
    '--frozen-intrinsics',
    `--max-old-space-size=${HEAP_MB_MAX}`,
  ];
}
