/** What a TODO says is true: while it is not done, the tests that it names stay red and say so. */
import { listOf } from '../../../grader/instructor/skeletons/problems';
import {
  parseSource,
  type Part,
  placesIn,
  type Region,
  regionsIn,
} from '../../../grader/instructor/skeletons/regions';
import { skeletonOf } from '../../../grader/instructor/skeletons/skeleton';
import {
  type Job,
  type PreparedChild,
  prepareChild,
  runJobs,
} from '../../../grader/runs/pool/pool';
import type { Failure, RunResult } from '../../../grader/judge/scenarios/run-result';
import { bundleOf, filesIn } from '../../support/programs';

const FIRST_SEED = 1;
const REFERENCE = filesIn('solutions', 'raft');

/** In the skeleton a student's contract is at hand; where this file stands it has another name. */
const CONTRACT = `export function todo(stage: string, rule: string, what: string): never {
  throw new Error(\`TODO \${stage} \${rule}: \${what}\`);
}
export function todoLater(stage: string, rule: string, what: string): void {
  console.info(\`TODO \${stage} \${rule}: \${what}\`);
}
`;

const SOURCES = Object.entries(REFERENCE).map(([file, text]) => ({ file, ...parseSource(text) }));
const REGIONS = SOURCES.flatMap(({ file, parts }) =>
  regionsIn(parts).map(
    (region) => [`${file}:${region.line} ${region.key}`, { file, parts, region }] as const,
  ),
);
const PLACES = SOURCES.flatMap(({ file, parts }) =>
  placesIn(parts).map(
    (place) => [`${file}:${place.line} ${place.key}`, { file, parts, place }] as const,
  ),
);
/** The test that tells a student which place to save is missing. */
const TELLS_PLACES = '2C/persist-state';
const PLACE_SEEDS = 5;

let child: PreparedChild;
beforeAll(async () => {
  child = await prepareChild();
});
afterAll(() => child.dispose());

test('there are TODOs of every stage', () => {
  const stages = REGIONS.map(([, { region }]) => region.stage);
  expect(new Set(stages)).toEqual(new Set(['2A', '2B', '2C']));
});

describe('while this is to do, the tests that it names are red:', () => {
  test.each(REGIONS)('%s', async (_name, { file, parts, region }) => {
    const green = listOf(region.todo.green);
    const jobs = green.map((test) => ({ test, seed: FIRST_SEED }));
    const results = await runWithout(region.key, file, parts, jobs);
    const told = results.map(({ test, failure }) => [test, failure && causeOf(failure, region)]);
    expect(told).toEqual(green.map((id) => [id, 'told']));
  });
});

describe('a save that is forgotten is named by the place where it belongs, on every seed:', () => {
  test.each(PLACES)('%s', async (_name, { file, parts, place }) => {
    const jobs = Array.from({ length: PLACE_SEEDS }, (_, i) => ({
      test: TELLS_PLACES,
      seed: i + 1,
    }));
    const results = await runWithout(place.key, file, parts, jobs);
    const told = results.map(({ failure }) => [failure?.rule, failure?.message.split(')')[0]]);
    expect(told).toEqual(jobs.map(() => [place.rule, `(${place.name}`]));
  });

  test('of a command, two replies, two receivers and a candidacy', () => {
    expect(PLACES.map(([, { place }]) => place.name).sort()).toEqual([
      'candidacy',
      'command added by the leader',
      'entries accepted',
      'newer term in a vote reply',
      'newer term in an AppendEntries reply',
      'vote granted',
    ]);
  });
});

/** Runs the reference in which this region or place is still to do. */
async function runWithout(
  key: string,
  file: string,
  parts: readonly Part[],
  jobs: readonly Job[],
): Promise<readonly RunResult[]> {
  const text = skeletonOf(parts, { only: key, contract: './contract' });
  const program = await bundleOf({ ...REFERENCE, [file]: text, 'contract.ts': CONTRACT });
  const results: RunResult[] = [];
  // In a child, where a rejected promise is laid at its server's door.
  const onResult = (result: RunResult) => void results.push(result);
  await runJobs(jobs, { child, text: program, workers: 1, onResult });
  return results;
}

/** The report names this TODO, or where it was never reached, its rule. */
function causeOf({ rule, thrown, todos }: Failure, region: Region): string {
  const isTold =
    todos?.some((todo) => todo.rule === region.rule) === true ||
    (region.todo.need === 'optional' && rule === region.rule) ||
    // Without FB.1, FB.2 is asked about an entry that is not there.
    (region.rule === 'FB.1' && thrown?.includes('conflictHint') === true);
  return isTold ? 'told' : rule;
}
