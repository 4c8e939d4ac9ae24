/**
 * `npm run fairness`: the reference and all correct variants must pass every test on every seed, but
 * for the points that a design gives up. Takes hours on many seeds, so it tells how far it is, and
 * after an interruption the same command goes on where it stopped. Exit code 1 if a run was marked wrong.
 */
import { print, runCommand } from '../command/run-command';
import { fairness } from '../proof/fairness/campaign';
import { parseFairnessArgs } from '../proof/fairness/fairness-args';
import { isFair, tell } from '../proof/fairness/fairness-verdict';

runCommand(parseFairnessArgs, async (command) => {
  const verdict = await fairness({ ...command, print });
  print(tell(verdict));
  return isFair(verdict) ? 0 : 1;
});
