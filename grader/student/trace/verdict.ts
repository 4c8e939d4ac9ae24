/** What stands below a trace: the broken rule in the words of a grading, or that all was well. */
import { tally } from '../../report/tally';
import { failure } from '../../report/terminal';
import type { Sources } from '../../report/place';
import pc from '../../report/colour';
import type { RunResult } from '../../judge/scenarios/run-result';
import type { Scenario } from '../../judge/scenarios/scenario';
import { seconds } from '../../world/sim/time';

interface Judged {
  readonly result: RunResult;
  /** What was played; a stand-in where it was a scenario file. */
  readonly test: Scenario;
  readonly sources: Sources;
  /** The line that grades the same run. */
  readonly replay: string;
  /** The folder as messages call it. */
  readonly shown: string;
}

export function verdictText({ result, test, sources, replay, shown }: Judged): string {
  const { seed, totals, status } = result;
  const runs = { test, seeds: [seed], hidden: new Set<number>(), results: [result], faults: [] };
  const told = tally({ ...runs, realMs: 0 }, { sources, replay: () => replay });
  // The rows that it would show stand above.
  if (status !== 'passed') return failure({ ...told, witness: [] }, shown);
  return `${pc.green('✓')} ${pc.bold(test.id)}   seed ${seed}   no rule broke in ${seconds(totals.virtualMicros)}`;
}
