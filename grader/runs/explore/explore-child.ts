/**
 * The process in which an exploration runs student code: as isolated as those of grade, and told apart
 * from them only by the work that it does. Tells of code before it runs for the first time, so that what
 * never returns can be named and played again.
 */
import type { FromChild, ToChild } from '../pool/messages';
import { tellEntering } from '../pool/narration';
import { Program } from '../../world/realm/program';
import { countLateRejections } from '../../world/realm/rejections';
import { MS } from '../../world/sim/time';
import type { AliveExploring, ResultOfExploring, Trying } from './child-messages';
import { asRun, Exploration, type ExploreJob, type ExploreResult } from './exploration';

const ALIVE_EVERY_MS = 200;

let program: Program | undefined;

function tell(message: FromChild | (FromChild & (AliveExploring | ResultOfExploring))): void {
  process.send?.(message);
}

process.on('message', (message: ToChild) => {
  // From a macrotask: only there can unhandled rejections be collected after each event.
  setImmediate(() => {
    void handle(message);
  });
});
process.on('disconnect', () => process.exit(0));
// Ctrl-C reaches the whole group; the parent decides what becomes of the work.
process.on('SIGINT', () => undefined);

async function handle(message: ToChild): Promise<void> {
  try {
    if (message.kind === 'load') {
      program = new Program(message.text, message.isolated);
      tell({ kind: 'loaded' });
      return;
    }
    if (!program) throw new Error('nothing is loaded');
    const explored = explore(program, JSON.parse(message.test) as ExploreJob);
    await countLateRejections();
    tell({ kind: 'result', result: asRun(message.test, explored), explored });
  } catch (thrown) {
    const text = thrown instanceof Error ? (thrown.stack ?? thrown.message) : 'no Error was thrown';
    tell({ kind: 'fault', text });
  }
}

function explore(code: Program, job: ExploreJob): ExploreResult {
  const startedMs = performance.now();
  let toldMs = startedMs;
  let entered = 0;
  const exploration: Exploration = new Exploration(code, job, {
    entering: (server, what) => {
      entered++;
      const { trying: schedule, step } = exploration;
      const trying: Trying = { server, what, atMicros: step * MS, schedule };
      tellEntering(trying);
    },
    isOver: () => {
      const nowMs = performance.now();
      if (nowMs - toldMs > ALIVE_EVERY_MS) {
        toldMs = nowMs;
        tell({ kind: 'alive', entered, covered: exploration.covered });
      }
      return nowMs - startedMs > job.seconds * 1_000;
    },
  });
  return exploration.run();
}
