/** Replays a scenario file with the code of a folder. */
import { GraderFault } from '../../runs/pool/pool';
import type { PackedRecording } from '../../runs/replay/recording';
import type { Replayer } from '../../runs/replay/replayer';
import type { TestResult } from '../../report/result';
import { tally } from '../../report/tally';
import type { RunResult } from '../../judge/scenarios/run-result';
import type { Schedule } from '../../runs/replay/schedule';
import { type GradeTarget, pasteLine, targetWords } from '../../command/grade-line';
import type { ScenarioFile } from './find-scenarios';
import { standIn } from './stand-in';
import type { Seed } from '../../world/sim/seed';

export interface Replay {
  readonly file: ScenarioFile;
  readonly test: TestResult;
  /** Missing if the code had to be stopped. */
  readonly recording?: PackedRecording;
}

/** @returns undefined if the replay was interrupted */
export async function replayed(
  replayer: Replayer,
  file: ScenarioFile,
  target: GradeTarget,
  signal: AbortSignal,
): Promise<Replay | undefined> {
  const { schedule } = file;
  try {
    const answer = await replayer.ask({ kind: 'perform', schedule }, signal);
    if (answer.kind === 'interrupted') return undefined;
    const { result } = answer.kind === 'answer' ? answer.answer : answer;
    const test = verdict(replayer, file, target, { results: [result], faults: [] });
    return answer.kind === 'answer'
      ? { file, test, recording: answer.answer.recording }
      : { file, test };
  } catch (thrown) {
    if (!(thrown instanceof GraderFault)) throw thrown;
    const faults = [{ seed: schedule.seed, text: thrown.message }];
    return { file, test: verdict(replayer, file, target, { results: [], faults }) };
  }
}

function verdict(
  { sources }: Replayer,
  { shown, schedule }: ScenarioFile,
  target: GradeTarget,
  came: {
    readonly results: readonly RunResult[];
    readonly faults: readonly { readonly seed: Seed; readonly text: string }[];
  },
): TestResult {
  const { seed } = schedule;
  const runs = {
    test: standIn(schedule, shown),
    seeds: [seed],
    hidden: new Set<number>(),
    results: came.results.map((result) => ({ ...result, seed })),
    faults: came.faults,
    realMs: 0,
  };
  return tally(runs, { sources, replay: () => scenarioLine(shown, target) });
}

/** The command that replays the file. */
export function scenarioLine(file: string, target: GradeTarget): string {
  return pasteLine([`scenario=${file}`, ...targetWords(target)]);
}

/** The broken rule for which a file was saved, if any. */
export function savedFor({ breaks }: Pick<Schedule, 'breaks'>): string {
  return breaks === undefined ? '' : `, saved for rule ${breaks}`;
}
