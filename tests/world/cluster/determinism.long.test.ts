/** The test and its seed decide everything. */
import { runTest } from '../../../grader/runs/pool/run-test';
import type { Program } from '../../../grader/world/realm/program';
import { CATALOGUE } from '../../../grader/judge/scenarios/catalogue';
import type { Scenario } from '../../../grader/judge/scenarios/scenario';
import { filesIn, programOf, referenceProgram } from '../../support/programs';

const TESTS = [
  '2A/many-elections',
  '2B/backup',
  '2C/persist-2',
  '2C/figure-8',
  '2C/unreliable-agree',
] as const;

function scenarioOf(id: string): Scenario {
  const found = CATALOGUE.find((test) => test.id === id);
  if (!found) throw new Error(`no test ${id}`);
  return found;
}

let reference: Program;
beforeAll(async () => {
  reference = await referenceProgram();
});

describe('the same test on the same seed', () => {
  test.each(TESTS)('%s gives the same events and the same result', (id) => {
    const [first, second] = [1, 2].map(() => runTest(reference, scenarioOf(id), 7));
    expect(JSON.stringify(second)).toBe(JSON.stringify(first));
    expect(first?.digest).toMatch(/^[0-9a-f]{32}$/);
    expect(first?.status).toBe('passed');
  });

  test('gives the same result when other tests have run in between', () => {
    const alone = runTest(reference, scenarioOf('2C/persist-2'), 3);
    runTest(reference, scenarioOf('2B/backup'), 3);
    runTest(reference, scenarioOf('2C/persist-2'), 4);
    expect(runTest(reference, scenarioOf('2C/persist-2'), 3)).toEqual(alone);
  });

  test('gives the same result from a bundle that was made anew', async () => {
    const again = await referenceProgram();
    const test = scenarioOf('2C/persist-2');
    expect(runTest(again, test, 3)).toEqual(runTest(reference, test, 3));
  });

  test('gives the same failure, timeline included', async () => {
    const program = await forgetful();
    const [first, second] = [1, 2].map(() => runTest(program, scenarioOf('2C/persist-1'), 5));
    expect(first?.status).toBe('failed');
    expect(first?.failure?.timeline.some(({ witness }) => witness)).toBe(true);
    expect(second).toEqual(first);
  });
});

describe('another seed', () => {
  test.each(TESTS)('%s gives other events', (id) => {
    const digests = [7, 8, 9].map((seed) => runTest(reference, scenarioOf(id), seed).digest);
    expect(new Set(digests).size).toBe(3);
  });
});

test('every server draws numbers of its own: not all of them stand in the first election', () => {
  for (const seed of [1, 2, 3, 4, 5]) {
    const candidates = new Set<number>();
    const scenario: Scenario = {
      ...scenarioOf('2A/initial-election'),
      servers: 7,
      play: (cluster) => {
        cluster.system.trace.listen((event) => {
          if (event.kind === 'send' && event.method === 'requestVote') candidates.add(event.from);
        });
        cluster.leader();
      },
    };
    expect(runTest(reference, scenario, seed).status).toBe('passed');
    expect(candidates.size).toBeGreaterThan(0);
    expect(candidates.size).toBeLessThan(7);
  }
});

/** The reference with a Persister that keeps nothing. */
async function forgetful(): Promise<Program> {
  return programOf({
    ...filesIn('solutions', 'raft'),
    'persister.ts': `export class Persister {
      constructor(_disk: unknown) {}
      saveRaftState(): void {}
      readRaftState(): Uint8Array { return new Uint8Array(0); }
      raftStateSize(): number { return 0; }
    }`,
  });
}
