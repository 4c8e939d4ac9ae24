/**
 * The process in which student code runs, one test and seed after the other. It has no file system, no
 * children and no workers (Node's permission model), and reports to its parent alone.
 */
import { Program } from '../realm/program';
import { countLateRejections } from '../realm/rejections';
import { CATALOGUE } from '../scenarios/catalogue';
import { runTest } from './job';
import type { FromChild, ToChild } from './messages';
import { tellEntering } from './narration';

const ALIVE_EVERY_MS = 200;
const FRAMES_MAX = 4;

let program: Program | undefined;

function tell(message: FromChild): void {
  process.send?.(message);
}

process.on('message', (message: ToChild) => {
  // From a macrotask: only there can unhandled rejections be collected after each event.
  setImmediate(() => {
    void handle(message);
  });
});
process.on('disconnect', () => process.exit(0));
// Ctrl-C reaches the whole group; the parent decides what becomes of a run.
process.on('SIGINT', () => undefined);

async function handle(message: ToChild): Promise<void> {
  try {
    if (message.kind === 'load') {
      program = new Program(message.text, message.isolated);
      tell({ kind: 'loaded' });
      return;
    }
    const test = CATALOGUE.find(({ id }) => id === message.test);
    if (!program || !test) throw new Error(`cannot run ${message.test}`);
    const result = runTest(program, test, message.seed, { entering: watch(message.narrateFrom) });
    // What no event could be blamed for still keeps its realm alive until it is looked at.
    await countLateRejections();
    tell({ kind: 'result', result });
  } catch (thrown) {
    tell({ kind: 'fault', text: inShort(thrown) });
  }
}

/** One line that helps whoever mends the grader: what was thrown, and the functions it went through. */
function inShort(thrown: unknown): string {
  try {
    // What a submission throws is no Error of this realm, and must not be asked anything.
    if (!(thrown instanceof Error)) return 'a submission threw through the grader';
    const frames = [...(thrown.stack ?? '').matchAll(/^\s+at (?:async )?(\S+) \(/gm)];
    const way = frames.slice(0, FRAMES_MAX).map(([, name]) => name);
    return `${thrown.name}: ${thrown.message}${way.length > 0 ? ` (in ${way.join(' < ')})` : ''}`;
  } catch {
    return 'a submission threw through the grader';
  }
}

function watch(narrateFrom = Infinity) {
  let entered = 0;
  let lastToldMs = performance.now();
  return (server: string, what: string, atMicros: number) => {
    entered++;
    if (entered >= narrateFrom) tellEntering({ server, what, atMicros });
    const nowMs = performance.now();
    if (nowMs - lastToldMs < ALIVE_EVERY_MS) return;
    lastToldMs = nowMs;
    tell({ kind: 'alive', entered });
  };
}
