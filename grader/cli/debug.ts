/**
 * `npm run debug`: replays one run of one test in this very process, so that a debugger stops in the
 * student's own TypeScript. Not a grading: nothing is isolated here, nothing is watched over, and code
 * that never returns goes on until a person ends it. Exit codes as those of `npm run grade`.
 */
import path from 'node:path';
import { CATALOGUE } from '../judge/scenarios/catalogue';
import pc from '../report/colour';
import { failure, testLine } from '../report/terminal';
import { type DebugCommand, type DebugTarget, parseDebugArgs } from '../student/debug/debug-args';
import { isDebugged, waitForDebugger } from '../student/debug/debugger';
import { failedRun } from '../student/debug/failed-run';
import { prepareRun } from '../student/debug/one-run';
import { askBack } from '../command/usage-problem';
import { print, Refusal, runCommand, whereStood } from '../command/run-command';

const KIT = path.join(__dirname, '..', '..');

runCommand(async () => {
  const command = parseDebugArgs(process.argv.slice(2), process.env);
  switch (command.kind) {
    case 'help':
      return print(command.text);
    case 'problem':
      throw new Refusal(command.message);
    case 'last': {
      const run = failedRun(KIT, command.stages);
      if (run) return await debug({ ...command, ...run, kind: 'run', target: { kind: 'labs' } });
      const what =
        'There is no failed run to go by. Name a test and a seed, as a Replay line does:';
      throw new Refusal(askBack(what, 'npm run debug 2C/figure-8 seed=1').message);
    }
    case 'run':
      return await debug(command);
  }
});

async function debug(command: DebugCommand & { kind: 'run' }): Promise<number> {
  const test = CATALOGUE.find(({ id }) => id === command.test);
  if (!test) throw new Error(`there is no test ${command.test}`);
  const { seed, target } = command;
  const { folder, shown } = placeOf(target);
  print(pc.bold(`Replaying ${test.id} seed ${seed} on ${shown}, all servers in one process`));
  const prepared = await prepareRun({ folder, shown, test, seed, target });
  if (prepared.kind === 'unusable') throw new Refusal(prepared.message);
  if (command.isBreaking) waitForDebugger(command.port);
  const result = await prepared.run();
  // As it is: lines to paste are never broken.
  const story = result.status === 'passed' ? '' : `\n${failure(result, shown)}\n`;
  process.stdout.write(`${testLine(result, test.id.length)}\n${story}`);
  if (!isDebugged()) print(pc.dim(`\n${HOW}`));
  return result.status === 'passed' ? 0 : 1;
}

const HOW = [
  'No debugger was there. Set a breakpoint in your code and, in VS Code, press F5.',
  'Others: add the word break, and attach to port 9229 (docs/debugging.md).',
].join('\n');

function placeOf(target: DebugTarget): { readonly folder: string; readonly shown: string } {
  switch (target.kind) {
    case 'labs':
      return { folder: path.join(KIT, 'labs', 'raft'), shown: 'labs/raft' };
    case 'solution':
      return { folder: path.join(KIT, 'solutions', 'raft'), shown: 'solutions/raft' };
    case 'folder':
      return { folder: whereStood(target.path), shown: target.path };
  }
}
