/** Waits for a process, a page or a disk without guessing how long that takes. */

/** Only prevents endless waiting, below jest's own time limit. It does not measure speed. */
const GIVE_UP_MS = 120_000;
const LOOK_EVERY_MS = 20;

/**
 * Calls `look` until it does not throw, and returns its result. If that never happens, throws its last
 * error.
 */
export async function eventually<T>(look: () => T | Promise<T>): Promise<T> {
  const endMs = Date.now() + GIVE_UP_MS;
  for (;;) {
    try {
      return await look();
    } catch (thrown) {
      if (Date.now() > endMs) throw thrown;
    }
    await new Promise((wake) => setTimeout(wake, LOOK_EVERY_MS));
  }
}
