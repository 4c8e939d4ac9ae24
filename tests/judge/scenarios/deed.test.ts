/** A sentence of a directed test gives the time of the deed, and the deed is its witness. */
import { runTest } from '../../../grader/runs/pool/run-test';
import { CATALOGUE } from '../../../grader/judge/scenarios/catalogue';
import { mutantProgram } from '../../support/mutants';

test('who starts an election after a vote is shown when it asks', async () => {
  const scenario = CATALOGUE.find(({ id }) => id === '2A/granted-vote');
  if (!scenario) throw new Error('no such test');
  const program = await mutantProgram('election/timer-not-reset-on-granting');
  const failed = [1, 2, 3].map((seed) => runTest(program, scenario, seed));
  const found = failed.find(({ status }) => status === 'failed')?.failure;
  expect(found?.rule).toBe('F.2');
  const said = /only (\d+) ms later \(at (\d+\.\d{3}) s\)/.exec(found?.message ?? '');
  const rows = found?.timeline.filter(({ witness }) => witness) ?? [];
  expect(rows.map(({ text }) => text)).toEqual([
    expect.stringContaining('GRANTS'),
    expect.stringContaining('for their votes'),
  ]);
  const [grant = 0, asked = 0] = rows.map(({ atMicros }) => atMicros);
  expect((asked / 1_000_000).toFixed(3)).toBe(said?.[2]);
  expect(((asked - grant) / 1_000).toFixed(0)).toBe(said?.[1]);
});
