/**
 * A test of your own, to begin with: change it, or write others beside it. `npx jest labs` runs them. Nobody
 * grades them, and they are not handed in. All that a cluster can be told stands in
 * grader/student/testing/test-cluster.ts.
 */
import { expect, test } from '@jest/globals';
import { replayFile, scenario, scenarioFiles } from '../../grader/student/testing';

test('a leader that was cut off is replaced, and yields when it is back', async () => {
  await scenario({ stage: '2A', servers: 3, seed: 1 }, (cluster) => {
    const first = cluster.leader();
    first.disconnect();
    const second = cluster.leader();
    expect(second.term).toBeGreaterThan(first.term);

    first.connect();
    cluster.run(1_000);
    expect(first.isLeader).toBe(false);
    cluster.agreedTerm();
  });
});

// Counterexamples that were kept (npm run shrink keep) must stay mended.
for (const file of scenarioFiles())
  test(`${file} breaks no rule`, async () => {
    await replayFile(file);
  });
