/**
 * The line at the end of a grading that says how many of the student's kept scenarios fail. They
 * give no points, and no grading fails because of them.
 */
import path from 'node:path';
import type { Stage } from '../../contract';
import { Replayer } from '../../runs/replay/replayer';
import type { ScenarioFile } from './find-scenarios';
import { SCENARIOS, scenarioNames, scheduleIn } from './find-scenarios';
import { replayed, scenarioLine } from './replaying';

/** More than a student is likely to keep; each takes a few hundredths of a second. */
const FILES_MAX = 100;

/**
 * @param folder the student's code
 * @param shown its name in messages
 * @returns undefined if there is nothing to report
 */
export async function keptLine(
  { folder, shown }: { readonly folder: string; readonly shown: string },
  stages: readonly Stage[],
  signal: AbortSignal,
): Promise<string | undefined> {
  const kept = path.join(folder, SCENARIOS);
  const named = `${shown}/${SCENARIOS}`;
  const names = scenarioNames(kept).slice(0, FILES_MAX);
  const read = names.map((name) => readable(path.join(kept, name), `${named}/${name}`));
  const files = read.filter((file) => file && stages.includes(file.schedule.stage));
  const bad = read.filter((file) => file === undefined).length;
  if (files.length === 0 && bad === 0) return undefined;
  const target = { kind: 'labs' } as const;
  let failed = bad;
  const opened = files.length > 0 ? await Replayer.open(folder) : undefined;
  if (opened?.kind === 'unusable') return undefined;
  try {
    for (const file of files) {
      if (!file || !opened) continue;
      const one = await replayed(opened.replayer, file, target, signal);
      if (!one) return undefined;
      if (one.test.status !== 'passed') failed++;
    }
  } finally {
    opened?.replayer.close();
  }
  const all = files.length + bad;
  const whole = all === 1 ? 'Your kept scenario' : `${failed} of your ${all} kept scenarios`;
  if (failed > 0)
    return `${whole} ${failed === 1 ? 'fails' : 'fail'}: ${scenarioLine(named, target)}`;
  return all === 1 ? 'Your kept scenario passes.' : `Your ${all} kept scenarios pass.`;
}

function readable(file: string, shown: string): ScenarioFile | undefined {
  try {
    return { shown, schedule: scheduleIn(file, shown) };
  } catch {
    return undefined;
  }
}
