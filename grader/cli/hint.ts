/**
 * `npm run hint`: shows a hint on a rule, a test, or what failed last, one step at a time. Reads and
 * writes only the folder .raft-lab. Exit codes 0, and 2 for an invalid command line.
 */
import { KIT } from '../command/place';
import { print, Refusal, runCommand } from '../command/run-command';
import { parseHintArgs } from '../student/hints/hint-args';
import { HintMemory } from '../student/hints/hint-memory';
import { answer } from '../student/hints/hinting';

runCommand(parseHintArgs, (command) => {
  const { exit, text } = answer(command, new HintMemory(KIT), Date.now());
  if (exit !== 0) throw new Refusal(text);
  return print(text);
});
