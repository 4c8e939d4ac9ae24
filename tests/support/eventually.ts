/** Waits for what a process, a page or a disk does in its own time, without guessing how long that is. */

/** Guards against waiting for ever, and is no measure of speed: less than jest's own time limit. */
const GIVE_UP_MS = 120_000;
const LOOK_EVERY_MS = 20;

/**
 * Looks again and again until `look` throws no more, and hands on what it has found. What it threw last
 * is thrown where that never comes.
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
