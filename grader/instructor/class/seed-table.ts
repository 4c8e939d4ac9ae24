/** The hidden seeds of an assignment, test by test, for an instructor to read. */
import { type Stage, STAGES } from '../../contract';
import { Refusal } from '../../command/run-command';
import { CATALOGUE, ofStage } from '../../judge/scenarios/catalogue';
import { plain } from '../../report/plain';
import type { SeedClaim } from './seed-audit';
import { hiddenSeeds } from './hidden-seeds';

/** A class runs on the first of them. */
export const COUNT_SHOWN = 5;
const NAME_CHARS_MAX = 200;

interface Wanted {
  /** Of all stages if left out. */
  readonly stage?: string;
  /** Of each test; as many as the results say if left out. */
  readonly count?: number;
  /** Where each submission has seeds of its own. */
  readonly submission?: string;
}

const OWN = 'Each submission has different seeds. To see them: submission=ID';
const COMMON = 'All submissions ran on the same seeds. To see them, leave out submission=';

/** @param claim what results say of their seeds, if there are any */
export function seedTable(key: Buffer, wanted: Wanted, claim?: SeedClaim): string {
  const { submission } = wanted;
  if (claim && claim.own !== (submission !== undefined)) return claim.own ? OWN : COMMON;
  const tests = countsOf(wanted, claim);
  const width = Math.max(...tests.map(([test]) => test.length));
  const lines = tests.map(([test, count]) => {
    const seeds = hiddenSeeds(key, {
      ...{ test, count },
      ...(submission !== undefined && { submission }),
    });
    return `${plain(test, NAME_CHARS_MAX).padEnd(width)}  ${seeds.join(' ')}`;
  });
  const whose =
    submission === undefined ? [] : [`Submission: ${plain(submission, NAME_CHARS_MAX)}`];
  return [...whose, ...lines].join('\n');
}

/** How many seeds of which tests. */
function countsOf(
  { stage, count }: Wanted,
  claim: SeedClaim | undefined,
): readonly (readonly [string, number])[] {
  if (stage !== undefined && !STAGES.some((known) => known === stage))
    throw new Refusal(`There is no stage "${plain(stage)}". There are ${STAGES.join(', ')}.`);
  const tests = stage === undefined ? CATALOGUE : ofStage(stage as Stage);
  if (!claim) return tests.map(({ id }) => [id, count ?? COUNT_SHOWN]);
  return Object.entries(claim.hidden)
    .filter(([test]) => stage === undefined || test.startsWith(`${stage}/`))
    .map(([test, many]) => [test, count ?? many]);
}
