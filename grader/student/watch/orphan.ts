/**
 * Tells when whoever started this program is gone, such as npm that was killed: nobody is left to end it,
 * and no signal says so. A new parent takes its place on POSIX; on Windows the old one is only missing.
 */
const LOOK_MS = 500;

/** @returns the timer, which keeps nothing alive */
export function whenOrphaned(then: () => void, parent = process.ppid): NodeJS.Timeout {
  const timer = setInterval(() => {
    if (process.ppid === parent && isAlive(parent)) return;
    clearInterval(timer);
    then();
  }, LOOK_MS);
  return timer.unref();
}

function isAlive(id: number): boolean {
  try {
    process.kill(id, 0);
    return true;
  } catch (thrown) {
    // Somebody else's, and there.
    return (thrown as NodeJS.ErrnoException).code === 'EPERM';
  }
}
