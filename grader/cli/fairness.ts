/**
 * `npm run fairness`: the reference and all correct variants must pass every test on every seed, except
 * for points that a variant's design knowingly gives up. Many seeds take hours, so it shows its
 * progress, and after an interruption the same command continues where it stopped. Exit code 1 if a run
 * was marked wrong.
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
