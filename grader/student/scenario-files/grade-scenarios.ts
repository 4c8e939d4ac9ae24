/** `npm run grade scenario=FILE`: replays scenario files, and reports on each as on a test. */
import path from 'node:path';
import { unusable } from '../../runs/grading/unusable';
import { Replayer } from '../../runs/replay/replayer';
import pc from '../../report/colour';
import { COLUMNS } from '../../report/plain';
import { failure } from '../../report/terminal';
import { seconds } from '../../world/sim/time';
import type { GradeTarget } from '../../command/grade-line';
import { whereStood } from '../../command/place';
import { print, Refusal } from '../../command/run-command';
import { pageLines } from '../timeline/write-page';
import { ENDING, type ScenarioFile, scenariosAt, told } from './find-scenarios';
import { type Replay, replayed, savedFor } from './replaying';

interface GradeScenarios {
  /** Files and folders, as the user typed them. */
  readonly named: readonly string[];
  readonly target: GradeTarget;
  readonly folder: string;
  /** Name of the folder in messages. */
  readonly shown: string;
  /** The kit's folder. Paths that the kit prints are relative to it. */
  readonly kit: string;
  /** All failures in full, not only the first. */
  readonly verbose: boolean;
}

/** @returns the exit code */
export async function gradeScenarios(asked: GradeScenarios, signal: AbortSignal): Promise<number> {
  const { named, target, folder, shown, kit } = asked;
  try {
    const files = named.flatMap((name) => scenariosAt(name, [whereStood('.'), kit]));
    print(pc.bold(`Replaying ${count(files.length)} on ${shown}`));
    const opened = await Replayer.open(folder);
    if (opened.kind === 'unusable') throw new Refusal(unusable(shown, opened.problems));
    const { replayer } = opened;
    const all: Replay[] = [];
    try {
      for (const file of files) {
        const one = await replayed(replayer, file, target, signal);
        if (!one) return 130;
        print(line(one));
        all.push(one);
      }
    } finally {
      replayer.close();
    }
    return await end(all, asked);
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown;
    process.stderr.write(`${thrown.message}\n`);
    return 2;
  }
}

function line({ file, test }: Replay): string {
  const name = ended(file);
  switch (test.status) {
    case 'passed':
      return `${pc.green('✓')} ${name}  ${pc.dim(`no rule broke in ${seconds(test.virtualMs * 1_000)}`)}`;
    case 'error':
      return `${pc.magenta('!')} ${name}  the grader failed here, not you`;
    default:
      return `${pc.red('✗')} ${name}  rule ${test.rule ?? ''}${savedFor(file.schedule)}`;
  }
}

/** The end of a long path matters more than its beginning. */
function ended({ shown }: ScenarioFile): string {
  const room = COLUMNS - 36;
  return shown.length <= room ? shown : `…${shown.slice(1 - room)}`;
}

async function end(
  all: readonly Replay[],
  { shown, verbose, kit }: GradeScenarios,
): Promise<number> {
  const failed = all.filter(({ test }) => test.status !== 'passed');
  const broken = failed.filter(({ test }) => test.status !== 'error');
  for (const one of verbose ? broken : broken.slice(0, 1))
    print(`\n${failure(one.test, shown, pc, await pageOf(one, kit))}`);
  if (broken.length > 1 && !verbose) print(pc.dim('\nTo see the others in full, add verbose.'));
  for (const { test } of failed)
    if (test.status === 'error')
      print(`\n${told(`The grader itself has failed: ${test.message ?? ''}`)}`);
  print('');
  print(
    failed.length === 0
      ? pc.green(`${count(all.length)}: no rule broke.`)
      : `${failed.length} of ${count(all.length)} ${failed.length === 1 ? 'fails' : 'fail'}.`,
  );
  if (broken.length > 0) return 1;
  return failed.length > 0 ? 3 : 0;
}

/** Named after the file, so that another replay overwrites the page. */
async function pageOf({ file, test, recording }: Replay, kit: string) {
  if (test.status !== 'failed' || recording === undefined) return [];
  const name = path.basename(file.shown).slice(0, -ENDING.length);
  return pageLines(kit, `scenario ${name}`, recording, {
    ...(test.replay !== undefined && { replay: test.replay }),
  });
}

function count(number: number): string {
  return `${number} ${number === 1 ? 'scenario' : 'scenarios'}`;
}
