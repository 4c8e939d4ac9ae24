/**
 * Prints the result of a replay for a debugger, as JSON. It runs in its own process, because jest takes
 * over unhandled rejections.
 */
import { prepareRun } from '../../grader/student/debug/one-run';
import { CATALOGUE } from '../../grader/judge/scenarios/catalogue';

async function replayed([folder = '', id = '', seed = '']: readonly string[]): Promise<string> {
  const test = CATALOGUE.find((one) => one.id === id);
  if (!test) throw new Error(`no test ${id}`);
  const target = { kind: 'folder', path: folder } as const;
  const prepared = await prepareRun({ folder, shown: 'x', test, seed: Number(seed), target });
  if (prepared.kind === 'unusable') throw new Error(prepared.message);
  return JSON.stringify(await prepared.run());
}

void replayed(process.argv.slice(2)).then((text) => process.stdout.write(text));
