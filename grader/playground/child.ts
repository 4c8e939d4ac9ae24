/** The process in which the playground's run lives: as isolated and watched over as those of grade. */
import type { FromChild, ToChild } from '../pool/messages';
import { tellEntering } from '../pool/narration';
import { Program } from '../realm/program';
import { countLateRejections } from '../realm/rejections';
import type { RunResult } from '../scenarios/run-result';
import type { PlayJob } from './play-job';
import { type Played, Player } from './player';

const ALIVE_EVERY_MS = 200;

let player: Player | undefined;
let entered = 0;
let narrateFrom = Infinity;
let lastToldMs = 0;

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
      player = new Player(new Program(message.text, message.isolated), { entering });
      tell({ kind: 'loaded' });
      return;
    }
    const { test, seed, more } = message;
    if (!player || more === undefined) throw new Error('nothing is loaded');
    entered = 0;
    narrateFrom = message.narrateFrom ?? Infinity;
    lastToldMs = performance.now();
    const played = player.play(JSON.parse(more) as PlayJob, seed);
    await countLateRejections();
    const extra = JSON.stringify(played.answer);
    tell({ kind: 'result', result: resultOf(test, seed, played), extra });
  } catch (thrown) {
    const text = thrown instanceof Error ? (thrown.stack ?? thrown.message) : 'no Error was thrown';
    tell({ kind: 'fault', text: text.slice(0, 2_000) });
  }
}

/** For the watch that is kept over every run; the answer itself says more. */
function resultOf(test: string, seed: number, { answer, failure }: Played): RunResult {
  const virtualMicros = answer.position.at;
  const events = answer.position.length;
  return {
    test,
    seed,
    status: failure ? 'failed' : 'passed',
    digest: '',
    totals: { virtualMicros, events, rpcs: 0, bytes: 0, syncs: 0, commands: 0, boots: 0 },
    ...(failure && { failure }),
  };
}

function entering(server: string, what: string, atMicros: number): void {
  entered++;
  if (entered >= narrateFrom) tellEntering({ server, what, atMicros });
  const nowMs = performance.now();
  if (nowMs - lastToldMs < ALIVE_EVERY_MS) return;
  lastToldMs = nowMs;
  tell({ kind: 'alive', entered });
}
