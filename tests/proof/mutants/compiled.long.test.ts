/** The bank of mutants, compiled: whatever one is caught for, it is not that it does not even run. */
import { BANK } from '../../../grader/proof/mutants/bank';
import { programOf } from '../../../grader/proof/mutants/program';
import { bundlePrelude } from '../../../grader/world/realm/bundle';

let prelude: string;

beforeAll(async () => {
  prelude = await bundlePrelude();
});

test.each(BANK.map((mutant) => [mutant.id, mutant] as const))(
  '%s compiles',
  async (_id, mutant) => {
    expect(await programOf(mutant, prelude)).toMatchObject({ prelude });
  },
);
