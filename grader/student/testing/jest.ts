/**
 * The test runner's part: the name of the running test, and its unhandled rejections. Works without
 * Jest, too.
 */
import vm from 'node:vm';

interface Expecting {
  readonly getState?: () => { readonly currentTestName?: string };
}

/** The full name of the test that is running. */
export function currentTest(): string | undefined {
  const { expect } = globalThis as { readonly expect?: Expecting };
  return expect?.getState?.().currentTestName;
}

const REJECTED = 'unhandledRejection';

/**
 * While a server runs, an unhandled rejection belongs to that server. Jest gives tests a copy of
 * `process` that never receives them, and counts those of the real one as failures of its own. So
 * this forwards them to the copy.
 */
export async function hearingRejections<T>(run: () => Promise<T>): Promise<T> {
  const real = vm.runInThisContext('process') as NodeJS.Process;
  if (real === process) return run();
  const others = real.listeners(REJECTED);
  const handOn = (reason: unknown, promise: Promise<unknown>) =>
    process.emit(REJECTED, reason, promise);
  real.removeAllListeners(REJECTED);
  real.on(REJECTED, handOn);
  try {
    return await run();
  } finally {
    real.off(REJECTED, handOn);
    for (const other of others) real.on(REJECTED, other);
  }
}
