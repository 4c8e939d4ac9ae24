/**
 * The API for tests of your own, in `labs/raft/*.test.ts`. `npx jest labs` runs them.
 *
 *     import { test } from '@jest/globals';
 *     import { scenario } from '.';
 *
 *     test('a leader that is cut off is replaced', async () => {
 *       await scenario({ stage: '2A', servers: 3 }, (cluster) => {
 *         const first = cluster.leader();
 *         first.disconnect();
 *         cluster.leader();
 *       });
 *     });
 *
 * Your code runs in the grader's simulator: a seed decides the network and the clock, and all rules of the
 * stage are checked. Import only from here; everything else in grader/ may change.
 */
export type { Stage } from '../../contract';
export { scenario, type ScenarioOptions } from './scenario';
export { replayFile, scenarioFiles, type ReplayOptions } from './replay-file';
export { ScenarioFailed } from './failed';
export type { AgreeWish, TestCluster } from './test-cluster';
export type { TestServer } from './test-server';
