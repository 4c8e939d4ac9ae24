/**
 * A test of your own, to begin with: change it, or write others beside it. `npx jest labs` runs them. They are
 * not graded and not handed in. grader/student/testing/test-cluster.ts lists everything that a cluster can
 * do.
 */
import { expect, test } from '@jest/globals';
import { replayFile, scenario, scenarioFiles } from '../../student/testing';

test('a disconnected leader is replaced, and steps down when it returns', async () => {
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

// Failures that you kept (npm run shrink keep) must stay fixed.
for (const file of scenarioFiles())
  test(`${file} breaks no rule`, async () => {
    await replayFile(file);
  });
