/** What a correct design may do and the reference does not: tests that once took it for a mistake. */
import { steadyStream } from '../../../grader/judge/scenarios/2B/steady-stream';
import { runTest } from '../../../grader/runs/pool/run-test';
import { ODDITIES as PLAIN } from '../../support/odd/settings';
import { oddProgram } from '../../support/odd-program';

test('a request that was overtaken by an empty one behind it does not follow what was not sent', async () => {
  const program = await oddProgram({ ...PLAIN, confirms: true });
  expect(runTest(program, steadyStream, 1)).toMatchObject({ status: 'passed' });
});
