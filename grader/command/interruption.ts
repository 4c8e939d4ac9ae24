/**
 * Ends the work early, once and in good order: at Ctrl-C, at a SIGTERM, when the terminal closes, or
 * when the output is no longer read. The pool handles children and temporary files.
 */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** npm forwards a Ctrl-C that the terminal has already sent, so both arrive within this time. */
const SAME_KEY_MS = 1_000;

export interface Interruption {
  readonly signal: AbortSignal;
  /** The error if the output could not be written although its reader is still there. */
  readonly unwritten: () => NodeJS.ErrnoException | undefined;
}

/** @param exitCode for a second interruption, which ends the process at once */
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
    // After the first failure all writes fail, with no new information.
    if (controller.signal.aborted) return;
    const isUnread = error.code === 'EPIPE' || error.code === 'EIO';
    if (!isUnread) unwritten = error;
    controller.abort();
  });
  // A failure of stderr cannot be reported anywhere.
  process.stderr.on('error', () => undefined);
  return { signal: controller.signal, unwritten: () => unwritten };
}
