/** The text about a smaller run: its size, the fault without which it would pass, and its failure. */
import type { GradeTarget } from '../../command/grade-line';
import pc from '../../report/colour';
import { tally } from '../../report/tally';
import { failure, type FailureLine } from '../../report/terminal';
import type { Replayer } from '../../runs/replay/replayer';
import { told } from '../scenario-files/find-scenarios';
import { scenarioLine } from '../scenario-files/replaying';
import { standIn } from '../scenario-files/stand-in';
import type { SmallRun } from './shrink-for-report';

export function smallRunText(
  { result, schedule, before, size, whatIf, isCutShort }: SmallRun,
  { sources }: Replayer,
  file: string,
  {
    target,
    shown,
    page,
  }: {
    readonly target: GradeTarget;
    readonly shown: string;
    readonly page: readonly FailureLine[];
  },
): string {
  const { seed } = schedule;
  const runs = { seeds: [seed], hidden: new Set<number>(), faults: [], realMs: 0 };
  const judged = tally(
    { ...runs, test: standIn(schedule, file), results: [{ ...result, seed }] },
    { sources, replay: () => scenarioLine(file, target) },
  );
  const small = size.replace(/^f/, 'F');
  return [
    pc.bold(told(`${small}.`)),
    pc.dim(told(`Before: ${before}.${isCutShort ? ' It might become even smaller.' : ''}`)),
    told(whatIf),
    '',
    failure(judged, shown, pc, page),
  ].join('\n');
}
