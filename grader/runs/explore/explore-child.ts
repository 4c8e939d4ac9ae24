/**
 * The process in which an exploration runs student code. It is as isolated as that of grade, and
 * differs only in its work. It announces code before it runs for the first time, so that code that
 * never returns can be named and replayed.
 */
import { hearRuns, signOfLife, tell } from '../pool/child-frame';
import { tellEntering } from '../pool/narration';
import { shielded } from '../../world/realm/enter';
import type { Program } from '../../world/realm/program';
import { countLateRejections } from '../../world/realm/rejections';
import { MS } from '../../world/sim/time';
import {
  asRun,
  Exploration,
  type ExploreJob,
  type ExploreResult,
  type Trying,
} from './exploration';

hearRuns(async (program, { test }) => {
  const job = JSON.parse(test) as ExploreJob;
  const explored = shielded(() => explore(program, job));
  await countLateRejections();
  tell({ kind: 'result', result: asRun(test, explored), extra: JSON.stringify(explored) });
});

function explore(code: Program, job: ExploreJob): ExploreResult {
  const startedMs = performance.now();
  let entered = 0;
  const isWhole = job.replay === undefined;
  const alive = signOfLife(isWhole ? () => JSON.stringify(exploration.covered) : undefined);
  const exploration: Exploration = new Exploration(code, job, {
    entering: (server, what) => {
      const { trying: schedule, step } = exploration;
      const trying: Trying = { server, what, atMicros: step * MS, schedule };
      tellEntering(trying);
      alive(++entered);
    },
    isOver: () => {
      alive(entered);
      return performance.now() - startedMs > job.seconds * 1_000;
    },
  });
  return exploration.run();
}
