/**
 * The process in which runs are recorded and schedules played: as isolated as those of grade, and told
 * apart from them only by the work that it does.
 */
import type { FromChild, ToChild } from '../pool/messages';
import { tellEntering } from '../pool/narration';
import { Program } from '../realm/program';
import { countLateRejections } from '../realm/rejections';
import type { ReplayAnswer, ReplayJob } from './job';
import { perform } from './perform';
import { record } from './record';
import { testCalled } from './test-called';
import { pack } from './recording';
import { shrinkRun } from './shrink-run';

const ALIVE_EVERY_MS = 200;

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
    const { test, seed } = message;
    const job = JSON.parse(test) as ReplayJob;
    const answer = await carryOut(program, job, watch(message.narrateFrom));
    await countLateRejections();
    // By the name under which it was asked for.
    const result = { ...answer.result, test, seed };
    tell({ kind: 'result', result, extra: JSON.stringify(answer) });
  } catch (thrown) {
    const text = thrown instanceof Error ? (thrown.stack ?? thrown.message) : 'no Error was thrown';
    tell({ kind: 'fault', text: text.slice(0, 2_000) });
  }
}

type Entering = (server: string, what: string, atMicros: number) => void;

async function carryOut(code: Program, job: ReplayJob, entering: Entering): Promise<ReplayAnswer> {
  switch (job.kind) {
    case 'record': {
      const { recording, ...rest } = record(code, testCalled(job.test), job.seed, entering);
      return { ...rest, recording: pack(recording) };
    }
    case 'shrink':
      return await shrinkRun(code, job, entering);
    case 'perform': {
      const { result, size, recording } = perform(code, job.schedule, { entering, record: true });
      if (!recording) throw new Error('nothing was recorded');
      return { result, size, recording: pack(recording) };
    }
  }
}

function watch(narrateFrom = Infinity): Entering {
  let entered = 0;
  let lastToldMs = performance.now();
  return (server, what, atMicros) => {
    entered++;
    if (entered >= narrateFrom) tellEntering({ server, what, atMicros });
    const nowMs = performance.now();
    if (nowMs - lastToldMs < ALIVE_EVERY_MS) return;
    lastToldMs = nowMs;
    tell({ kind: 'alive', entered });
  };
}
