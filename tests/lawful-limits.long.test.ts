/** No correct design at a limit of the contract is marked wrong by the tests that once did. */
import { CATALOGUE } from '../grader/judge/scenarios/catalogue';
import { edited } from '../grader/proof/mutants/mutant';
import { runTest } from '../grader/runs/pool/run-test';
import { DESIGNS } from './support/lawful';
import { type Files, filesIn, programOf } from './support/programs';

test.each(DESIGNS)('is judged fairly: $name', async ({ of, edits = [], files = {}, tests }) => {
  const folder = of === undefined ? ['solutions', 'raft'] : ['grader', 'proof', 'variants', of];
  const made = edited({ ...filesIn(...folder), ...files }, edits);
  if (Array.isArray(made)) throw new Error(made.join('\n'));
  const program = await programOf(made as Files);
  const results = tests.map(([id, seed]) => {
    const found = CATALOGUE.find((one) => one.id === id);
    if (!found) throw new Error(`there is no test ${id}`);
    const { status, failure } = runTest(program, found, seed);
    return `${id}: ${status}${failure ? ` ${failure.rule} ${failure.message}` : ''}`;
  });
  expect(results).toEqual(tests.map(([id]) => `${id}: passed`));
});
