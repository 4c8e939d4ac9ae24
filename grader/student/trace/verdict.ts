/** The end of a trace: the broken rule in the words of a grading, or that no rule broke. */
import { tally } from '../../report/tally';
import { failure } from '../../report/terminal';
import type { Sources } from '../../report/place';
import pc from '../../report/colour';
import type { RunResult } from '../../judge/scenarios/run-result';
import type { Scenario } from '../../judge/scenarios/scenario';
import { seconds } from '../../world/sim/time';

interface Judged {
  readonly result: RunResult;
  /** The test that was played, or a stand-in for a scenario file. */
  readonly test: Scenario;
  readonly sources: Sources;
  /** The command that grades the same run. */
  readonly replay: string;
  /** Name of the folder in messages. */
  readonly shown: string;
}

export function verdictText({ result, test, sources, replay, shown }: Judged): string {
  const { seed, totals, status } = result;
  const runs = { test, seeds: [seed], hidden: new Set<number>(), results: [result], faults: [] };
  const told = tally({ ...runs, realMs: 0 }, { sources, replay: () => replay });
  // Without the witness, whose rows are already in the trace.
  if (status !== 'passed') return failure({ ...told, witness: [] }, shown);
  return `${pc.green('✓')} ${pc.bold(test.id)}   seed ${seed}   no rule broke in ${seconds(totals.virtualMicros)}`;
}
