/**
 * Ends the work early, once and in good order: at Ctrl-C, at a polite request to end, when the terminal closes,
 * or when the output is no longer read. The pool handles children and temporary files.
 */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** npm hands on the Ctrl-C that the terminal has sent already. */
const SAME_KEY_MS = 1_000;

export interface Interruption {
  readonly signal: AbortSignal;
  /** The output could not be written, although its reader is still there. */
  readonly unwritten: () => NodeJS.ErrnoException | undefined;
}

/** @param exitCode of a process that is interrupted a second time and ends at once */
export function listenForInterruption(exitCode: number): Interruption {
  const controller = new AbortController();
  let firstMs: number | undefined;
  let unwritten: NodeJS.ErrnoException | undefined;
  const interrupt = () => {
    firstMs ??= Date.now();
    if (controller.signal.aborted && Date.now() - firstMs > SAME_KEY_MS) process.exit(exitCode);
    controller.abort();
  };
  for (const name of SIGNALS) process.on(name, interrupt);
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // What is written after the first failure fails as well, and says nothing new.
    if (controller.signal.aborted) return;
    const isUnread = error.code === 'EPIPE' || error.code === 'EIO';
    if (!isUnread) unwritten = error;
    controller.abort();
  });
  // There is no place left to complain about this one.
  process.stderr.on('error', () => undefined);
  return { signal: controller.signal, unwritten: () => unwritten };
}
