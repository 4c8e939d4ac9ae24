/**
 * The process that runs student code, one test and seed after the other. It has no file system, no
 * children and no workers (Node's permission model), and reports only to its parent.
 */
import { countLateRejections } from '../../world/realm/rejections';
import { CATALOGUE } from '../../judge/scenarios/catalogue';
import { hearRuns, tell, watch } from './child-frame';
import { runTest } from './run-test';

hearRuns(async (program, message) => {
  const test = CATALOGUE.find(({ id }) => id === message.test);
  if (!test) throw new Error(`cannot run ${message.test}`);
  const result = runTest(program, test, message.seed, { entering: watch(message.narrateFrom) });
  // A rejection that no event was blamed for keeps its realm in memory until it is collected.
  await countLateRejections();
  tell({ kind: 'result', result });
});
