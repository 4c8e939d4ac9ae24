/**
 * `npm run debug`: replays one run of one test in this very process, so that a debugger stops in the
 * student's own TypeScript. It does not grade: nothing is isolated, no limit applies, and code that
 * never returns runs until a person ends it. Exit codes as those of `npm run grade`.
 */
import { placeOf } from '../command/place';
import { print, Refusal, runCommand } from '../command/run-command';
import { whichRun } from '../command/memory/which-run';
import pc from '../report/colour';
import { failure, testLine } from '../report/terminal';
import { DEBUG, type DebugCommand, parseDebugArgs } from '../student/debug/debug-args';
import { isDebugged, waitForDebugger } from '../student/debug/debugger';
import { prepareRun } from '../student/debug/one-run';

// While students' code runs in this process, signals are not caught: the system ends the process.
runCommand(parseDebugArgs, debug, { isInterruptible: false });

async function debug(command: DebugCommand): Promise<number> {
  const { test, seed } = whichRun(command, DEBUG);
  const { target } = command;
  const { folder, shown } = placeOf(target);
  print(pc.bold(`Replaying ${test.id} seed ${seed} on ${shown}, all servers in one process`));
  const prepared = await prepareRun({ folder, shown, test, seed, target });
  if (prepared.kind === 'unusable') throw new Refusal(prepared.message);
  if (command.isBreaking) waitForDebugger(command.port);
  const result = await prepared.run();
  // Written without `print`, because lines to paste must not be broken.
  const story = result.status === 'passed' ? '' : `\n${failure(result, shown)}\n`;
  process.stdout.write(`${testLine(result, test.id.length)}\n${story}`);
  if (!isDebugged()) print(pc.dim(`\n${HOW}`));
  return result.status === 'passed' ? 0 : 1;
}

const HOW = [
  'No debugger was attached. Set a breakpoint in your code; in VS Code, press F5.',
  'In other editors: add the option break, and attach to port 9229 (docs/debugging.md).',
].join('\n');
