/** Finds the run that a person means: the named one, or what failed first in the last grading. */
import { testCalled } from '../../judge/scenarios/catalogue';
import type { Scenario } from '../../judge/scenarios/scenario';
import { KIT } from '../place';
import type { ReplayWish } from '../replay-words';
import { Refusal } from '../run-command';
import { askBack } from '../usage-problem';
import { lastFailure } from './first-failure';
import { readLastGrade, readStages } from './last-grade';
import type { Seed } from '../../world/sim/seed';

interface WhichRun {
  readonly test: Scenario;
  readonly seed: Seed;
}

/**
 * @param command `npm run trace`, for the line to paste
 * @throws Refusal if nothing has failed yet
 */
export function whichRun(
  wish: Exclude<ReplayWish, { readonly kind: 'scenario' }>,
  command: string,
  kit = KIT,
): WhichRun {
  if (wish.kind === 'run') return { test: testCalled(wish.test), seed: wish.seed };
  const last = lastFailure(readLastGrade(kit), readStages(kit), wish.stages);
  if (last.kind === 'failed' && last.seed !== undefined)
    return { test: testCalled(last.test), seed: last.seed };
  const what =
    'No failed run of labs/raft is remembered, and runs of other folders never are. Name a test and a seed, and another folder with dir=, as a Replay line does:';
  throw new Refusal(askBack(what, `${command} 2C/figure-8 seed=1`).message);
}
