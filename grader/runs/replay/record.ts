/** Plays a run of a test and records everything about it. */
import type { System } from '../../world/cluster/system';
import { runTest } from '../pool/run-test';
import type { Program } from '../../world/realm/program';
import type { RunResult } from '../../judge/scenarios/run-result';
import { type Scenario, stageOf } from '../../judge/scenarios/scenario';
import type { Broken } from '../../world/sim/broken';
import { Recorder } from './recorder';
import type { Recording } from './recording';
import type { Schedule } from './schedule';
import { Scribe } from './scribe';
import type { Seed } from '../../world/sim/seed';

interface Recorded {
  readonly result: RunResult;
  /** The recording of the last cluster, if the test uses several. */
  readonly recording: Recording;
  /** The same run as data; undefined where the scenario plays servers by hand. */
  readonly schedule?: Schedule;
}

export function record(
  program: Program,
  test: Scenario,
  seed: Seed,
  entering?: (server: string, what: string, atMicros: number) => void,
): Recorded {
  let last: { system: System; recorder: Recorder; scribe: Scribe } | undefined;
  let broken: Broken | undefined;
  let rounds = 0;
  const result = runTest(program, test, seed, {
    ...(entering && { entering }),
    attend: ({ system }) => {
      rounds++;
      last = { system, recorder: new Recorder(system), scribe: new Scribe(system) };
    },
    onBroken: (thrown) => {
      broken = thrown;
    },
  });
  if (!last) throw new Error(`${test.id} made no cluster`);
  const stage = stageOf(test);
  const title = `${test.id}, seed ${seed}`;
  // Of a run that fails, the last round is the one that matters.
  const which = rounds > 1 && !broken ? `, the last of ${rounds} rounds` : '';
  // A schedule cannot describe a puppet's messages, or the calls of a Persister on its own.
  const isSchedulable = !test.alone && !test.rig;
  return {
    result,
    recording: last.recorder.recording(
      { title: `${title}${which}`, stage },
      broken,
      result.failure,
    ),
    ...(isSchedulable && { schedule: last.scribe.schedule({ title, stage, seed }, broken) }),
  };
}
