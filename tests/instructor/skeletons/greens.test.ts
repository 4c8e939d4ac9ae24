/** What a TODO says is true: while it is not done, the tests that it names stay red and say so. */
import { parseSource, type Region } from '../../../grader/instructor/skeletons/regions';
import { skeletonOf } from '../../../grader/instructor/skeletons/skeleton';
import { type PreparedChild, prepareChild, runJobs } from '../../../grader/runs/pool/pool';
import type { Failure, RunResult } from '../../../grader/judge/scenarios/run-result';
import { bundleOf, filesIn } from '../../support/programs';

jest.setTimeout(120_000);

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

const CASES = Object.entries(REFERENCE).flatMap(([file, text]) => {
  const { parts } = parseSource(text);
  return parts.flatMap((part) =>
    part.kind === 'region' ? [{ file, parts, region: part.region }] : [],
  );
});

let child: PreparedChild;
beforeAll(async () => {
  child = await prepareChild();
});
afterAll(() => child.dispose());

test('there are TODOs of every stage', () => {
  expect(new Set(CASES.map(({ region }) => region.stage))).toEqual(new Set(['2A', '2B', '2C']));
});

describe('while this is to do, the tests that it names are red:', () => {
  test.each(
    CASES.map(
      (one) =>
        [`${one.file}:${one.region.line} ${one.region.stage} ${one.region.rule}`, one] as const,
    ),
  )('%s', async (_name, { file, parts, region }) => {
    const text = skeletonOf(parts, { only: region, contract: './contract' });
    const program = await bundleOf({ ...REFERENCE, [file]: text, 'contract.ts': CONTRACT });
    const results: RunResult[] = [];
    await runJobs(
      region.green.map((test) => ({ test, seed: FIRST_SEED })),
      // In a child, where a rejected promise is laid at its server's door.
      {
        child,
        text: program,
        workers: 1,
        onResult: (result) => results.push(result),
      },
    );
    const told = results.map(({ test, failure }) => [test, failure && causeOf(failure, region)]);
    expect(told).toEqual(region.green.map((id) => [id, 'told']));
  });
});

/** The report names this TODO, or where it was never reached, its rule. */
function causeOf({ rule, thrown, todos }: Failure, region: Region): string {
  const isTold =
    todos?.some((todo) => todo.rule === region.rule) === true ||
    (region.need === 'optional' && rule === region.rule) ||
    // Without FB.1, FB.2 is asked about an entry that is not there.
    (region.rule === 'FB.1' && thrown?.includes('conflictHint') === true);
  return isTold ? 'told' : rule;
}
