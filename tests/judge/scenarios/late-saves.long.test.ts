/**
 * Who saves too late forgets what it has promised, and real crashes show it: each storm by itself fails
 * such a server, though no throwaway server is asked (rule P.2 asks them besides).
 */
import { figure8 } from '../../../grader/judge/scenarios/2C/figure-8';
import { reliableChurn, unreliableChurn } from '../../../grader/judge/scenarios/2C/churn';
import { persist1 } from '../../../grader/judge/scenarios/2C/persist-1';
import { persist2 } from '../../../grader/judge/scenarios/2C/persist-2';
import { persist3 } from '../../../grader/judge/scenarios/2C/persist-3';
import { runTest } from '../../../grader/runs/pool/run-test';
import type { Program } from '../../../grader/world/realm/program';
import { filesIn, programOf, referenceProgram } from '../../support/programs';

const STORMS = [persist1, persist2, persist3, figure8, reliableChurn, unreliableChurn];

/** By when it saves: what stands in place of saveRaftState(). */
const SAVERS = {
  'in a microtask after the answer': 'queueMicrotask(() => real.saveRaftState(state));',
  'in a timer after the answer': 'setTimeout(() => real.saveRaftState(state), 0);',
  'every half second': 'held = state; timer ??= setInterval(() => real.saveRaftState(held), 500);',
  never: '',
};

async function savingLate(save: string): Promise<Program> {
  const { 'raft.ts': inner = '', ...others } = filesIn('solutions', 'raft');
  const raft = [
    '// @ts-nocheck',
    "import { Raft as Inner } from './inner';",
    'let held, timer;',
    'const late = (real) => ({',
    `  saveRaftState: (state) => { ${save} },`,
    '  readRaftState: () => real.readRaftState(),',
    '  raftStateSize: () => real.raftStateSize(),',
    '});',
    'export class Raft extends Inner {',
    '  constructor(peers, me, persister, apply) { super(peers, me, late(persister), apply); }',
    '}',
  ].join('\n');
  return programOf({ ...others, 'inner.ts': inner, 'raft.ts': raft });
}

describe.each(Object.entries(SAVERS))('a server that saves %s', (_when, save) => {
  let program: Program;
  beforeAll(async () => {
    program = await savingLate(save);
  });

  test.each(STORMS.map((test) => [test.id, test] as const))(
    'fails %s by its crashes alone, on each of the first seeds',
    (_id, storm) => {
      const unasked = { ...storm, crashesEverywhere: true } as const;
      for (const seed of [1, 2, 3])
        expect(runTest(program, unasked, seed)).toMatchObject({ status: 'failed', seed });
    },
  );
});

test('the reference passes the same', async () => {
  const program = await referenceProgram();
  for (const storm of STORMS) {
    const result = runTest(program, { ...storm, crashesEverywhere: true }, 1);
    expect([storm.id, result.status, result.failure?.message]).toEqual([
      storm.id,
      'passed',
      undefined,
    ]);
  }
});
