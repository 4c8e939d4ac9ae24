/**
 * The process in which runs are recorded and schedules played. It is as isolated as that of grade, and
 * differs only in its work.
 */
import { type Entering, hearRuns, tell, watch } from '../pool/child-frame';
import type { Program } from '../../world/realm/program';
import { countLateRejections } from '../../world/realm/rejections';
import type { ReplayAnswer, ReplayJob } from './replay-job';
import { perform } from './perform';
import { record } from './record';
import { testCalled } from '../../judge/scenarios/catalogue';
import { pack } from './recording';
import { shrinkRun } from './shrink-run';

hearRuns(async (program, { test, seed, narrateFrom }) => {
  const job = JSON.parse(test) as ReplayJob;
  const answer = await carryOut(program, job, watch(narrateFrom));
  await countLateRejections();
  // The worker accepts only a result with the test and seed that it asked for.
  const result = { ...answer.result, test, seed };
  tell({ kind: 'result', result, extra: JSON.stringify(answer) });
});

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
