/**
 * Notices that the program which started this one is gone, such as npm that was killed. No signal reports that,
 * and nothing would end this process. A new parent takes its place on POSIX; on Windows the old one is only
 * missing.
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
    // The process exists but belongs to another user.
    return (thrown as NodeJS.ErrnoException).code === 'EPERM';
  }
}
