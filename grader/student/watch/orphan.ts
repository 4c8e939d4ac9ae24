/**
 * Notices that the parent process is gone, for example an npm that was killed. No signal reports
 * that, and nothing else would end this process. On POSIX an orphan gets a new parent; on Windows
 * the old one is only missing.
 */
const LOOK_MS = 500;

/** @returns the timer, which does not keep the process alive */
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
