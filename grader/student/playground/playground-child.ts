/** The process of the playground's run, as isolated and supervised as those of grade. */
import { type Entering, hear, tell, watch } from '../../runs/pool/child-frame';
import { Program } from '../../world/realm/program';
import { countLateRejections } from '../../world/realm/rejections';
import type { RunResult } from '../../judge/scenarios/run-result';
import type { PlayJob } from './play-job';
import { type Played, Player } from './player';
import type { Seed } from '../../world/sim/seed';

let player: Player | undefined;
/** Narrates the current request. */
let entering: Entering = watch();

hear(async (message) => {
  if (message.kind === 'load') {
    const program = new Program(message.text, message.isolated);
    player = new Player(program, { entering: (...step) => entering(...step) });
    tell({ kind: 'loaded' });
    return;
  }
  const { test, seed, more } = message;
  if (!player || more === undefined) throw new Error('nothing is loaded');
  entering = watch(message.narrateFrom);
  const played = player.play(JSON.parse(more) as PlayJob, Number(seed));
  await countLateRejections();
  const extra = JSON.stringify(played.answer);
  tell({ kind: 'result', result: resultOf(test, seed, played), extra });
});

/** The form that the supervision of runs needs; the answer itself contains more. */
function resultOf(test: string, seed: Seed, { answer, failure }: Played): RunResult {
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
