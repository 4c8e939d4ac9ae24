/**
 * The process in which student code runs, one test and seed after the other. It has no file system, no
 * children and no workers (Node's permission model), and reports to its parent alone.
 */
import { Program } from '../../world/realm/program';
import { countLateRejections } from '../../world/realm/rejections';
import { CATALOGUE } from '../../judge/scenarios/catalogue';
import { hear, tell, watch } from './child-frame';
import { runTest } from './run-test';

let program: Program | undefined;

hear(async (message) => {
  if (message.kind === 'load') {
    program = new Program(message.text, message.isolated);
    tell({ kind: 'loaded' });
    return;
  }
  const test = CATALOGUE.find(({ id }) => id === message.test);
  if (!program || !test) throw new Error(`cannot run ${message.test}`);
  const result = runTest(program, test, message.seed, { entering: watch(message.narrateFrom) });
  // What no event could be blamed for still keeps its realm alive until it is looked at.
  await countLateRejections();
  tell({ kind: 'result', result });
});
