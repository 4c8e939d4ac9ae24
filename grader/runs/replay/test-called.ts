/** The test of the catalogue that a job names. */
import { CATALOGUE } from '../../judge/scenarios/catalogue';
import type { Scenario } from '../../judge/scenarios/scenario';

export function testCalled(id: string): Scenario {
  const test = CATALOGUE.find((one) => one.id === id);
  if (!test) throw new Error(`there is no test ${id}`);
  return test;
}
