/**
 * Proofs that find nothing must be able to find something: here is a rule that accuses correct servers.
 * The other canaries stand beside their proofs: tests/marks (a fault that never fires),
 * tests/mutants-verdict and tests/mutants-command (a mutant that survives), tests/fairness and
 * tests/variants (a variant with a bug).
 */
import { isFair, judge } from '../../../grader/proof/fairness/fairness-verdict';
import { runTest } from '../../../grader/runs/pool/run-test';
import { RULES, type Rule } from '../../../grader/judge/rules';
import { CATALOGUE } from '../../../grader/judge/scenarios/catalogue';
import { referenceProgram } from '../../support/programs';

/** Takes it that each command is applied by one server only. */
const BROKEN: Rule = {
  id: 'S.5',
  title: 'Broken',
  paper: 'nowhere',
  explanation: 'Nothing.',
  lookAt: 'nothing',
  from: '2B',
  watch: () => {
    const applied = new Set<string>();
    return {
      apply: (event) => {
        if (!applied.has(event.command)) return void applied.add(event.command);
        return { message: `"${event.command}" is applied again`, witness: [event] };
      },
    };
  },
};

const TEST = CATALOGUE.find(({ id }) => id === '2B/basic-agree');

test('a rule that accuses correct servers makes the proof of fairness fail', async () => {
  if (!TEST) throw new Error('there is no such test');
  const reference = await referenceProgram();
  const variant = { name: 'reference', idea: 'The reference.', givesUp: [] };
  const fairWith = (rules: readonly Rule[]) => {
    const { status, failure } = runTest(reference, TEST, 1, { rules });
    const outcome = { variant: variant.name, test: TEST.id, seed: 1, status };
    return isFair(judge([variant], [failure ? { ...outcome, rule: failure.rule } : outcome]));
  };
  expect(fairWith(RULES)).toBe(true);
  expect(fairWith([...RULES, BROKEN])).toBe(false);
});
