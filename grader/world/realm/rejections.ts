/**
 * Lays an unhandled rejection at the door of the event that caused it. Node reports rejections only
 * when its own queue of ticks is run, which a synchronous simulation never lets happen by itself.
 */
type Receiver = (reason: unknown) => void;

/** Runs Node's tick queue here and now; undocumented, so it may one day be missing. */
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
 * The fallback, and the last look at the end of a run: lets the event loop turn once.
 *
 * @returns how many rejections came up that belong to no event
 */
export async function countLateRejections(): Promise<number> {
  listen();
  let count = 0;
  receiver = () => count++;
  await new Promise((done) => setImmediate(done));
  receiver = undefined;
  return count;
}
