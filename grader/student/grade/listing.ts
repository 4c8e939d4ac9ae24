/** `npm run grade list`: the tests, their points, and one line on what each is about. */
import type { Stage } from '../../contract';
import pc from '../../report/colour';
import { COLUMNS, fold } from '../../report/plain';
import { CATALOGUE } from '../../judge/scenarios/catalogue';
import { type Scenario, stageOf } from '../../judge/scenarios/scenario';

const WIDTH = Math.max(...CATALOGUE.map(({ id }) => id.length));

export function listing(stages: readonly Stage[]): string {
  return stages
    .flatMap((stage) => [
      pc.bold(`${stage}, in points; what happens in each test: labs/${stage}/README.md`),
      ...CATALOGUE.filter((test) => stageOf(test) === stage).map(line),
      '',
    ])
    .slice(0, -1)
    .join('\n');
}

function line({ id, points, title }: Scenario): string {
  const beginning = `${id.padEnd(WIDTH)}  ${String(points).padStart(2)}  `;
  const [first = '', ...rest] = fold(title, COLUMNS - beginning.length);
  return [beginning + first, ...rest.map((one) => ' '.repeat(beginning.length) + one)].join('\n');
}
