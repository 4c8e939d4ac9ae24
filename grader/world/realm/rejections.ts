/**
 * Attributes an unhandled rejection to the event that caused it. Node reports rejections only when its
 * tick queue runs, which never happens by itself during a synchronous simulation.
 */
type Receiver = (reason: unknown) => void;

/** Runs Node's tick queue at once. It is undocumented and may be missing one day. */
type TickCallback = (() => void) | undefined;

let receiver: Receiver | undefined;
let listening = false;

function listen(): void {
  if (listening) return;
  listening = true;
  process.on('unhandledRejection', (reason) => receiver?.(reason));
}

/** Reports what was rejected since the last call, without touching the reason. */
export function collectRejections(to: Receiver): void {
  listen();
  const tick = (process as unknown as { _tickCallback: TickCallback })._tickCallback;
  if (!tick) return;
  receiver = to;
  try {
    tick.call(process);
  } finally {
    receiver = undefined;
  }
}

/**
 * The fallback, and the last check at the end of a run: lets the event loop turn once.
 *
 * @returns the number of rejections that cannot be attributed to an event
 */
export async function countLateRejections(): Promise<number> {
  listen();
  let count = 0;
  receiver = () => count++;
  await new Promise((done) => setImmediate(done));
  receiver = undefined;
  return count;
}
