/** `npm run bench`: what a run costs. */
import { reader } from '../command/options';
import { print, runCommand } from '../command/run-command';
import { measure } from '../proof/speed/measure';

const read = reader({
  command: 'npm run bench',
  does: 'Measures what a run costs, and what isolation adds.',
  words: [],
  examples: [],
});

runCommand(read, async () => {
  await measure(print);
  return 0;
});
