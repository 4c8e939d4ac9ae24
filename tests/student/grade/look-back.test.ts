/** The end of a stage, and the look back at the stages before it. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseGradeArgs } from '../../../grader/command/grade-words/args';
import { keepStages, readStages } from '../../../grader/command/memory/last-grade';
import { toLookBackAt } from '../../../grader/student/grade/look-back';
import { stageEnd } from '../../../grader/student/grade/stage-end';
import { type StageMemory } from '../../../grader/command/memory/stage-memory';
import { CATALOGUE } from '../../../grader/judge/scenarios/catalogue';
import { plainEnvironment } from '../../support/command';
import { resultOf, testOf } from '../../report/formats/samples';

const ROOT = path.join(__dirname, '..', '..', '..');
const LONG_MS = 300_000;

const PASSED = { status: 'passed', hasPassed: true, gradedAt: 0 } as const;
const MEMORY: StageMemory = new Map([
  ['2A', { files: {}, tests: new Map([['2A/one-vote', PASSED]]) }],
]);

function lookedAt(words: string): readonly string[] {
  const command = parseGradeArgs(words.split(' '), {}, CATALOGUE);
  if (command.kind !== 'grade') throw new Error(`"${words}" grades nothing`);
  return toLookBackAt(command, MEMORY);
}

test.each(['2B', '2C', '2B 2C', '2B seeds=3', '2C verbose'])('%s looks back at 2A', (words) => {
  expect(lookedAt(words)).toEqual(['2A/one-vote']);
});

test.each([
  ...['2A', 'all', '2A 2B', '2B only=rejoin', '2B seed=7', '2B json', '2B solution'],
  ...['2B dir=elsewhere', '2B report=junit=a.xml'],
])('%s does not', (words) => {
  expect(lookedAt(words)).toEqual([]);
});

describe('the end of a stage', () => {
  const all = (stage: '2A' | '2C') =>
    CATALOGUE.filter(({ id }) => id.startsWith(stage)).map(({ id }) =>
      testOf('passed', { id, stage }),
    );
  const labs = { kind: 'labs' } as const;

  test('is one sentence and one next command', () => {
    const [empty, learnt, next] = stageEnd(resultOf(all('2A')), labs);
    expect([empty, next]).toEqual(['', 'Next: read labs/2B/README.md, then npm run grade 2B']);
    expect(learnt).toMatch(/majority/);
    expect(stageEnd(resultOf(all('2C')), labs)[2]).toBe(
      'Next: npm run grade 2C seeds=50, then npm run explore',
    );
    const elsewhere = stageEnd(resultOf(all('2A')), { kind: 'folder', path: 'mine' });
    expect(elsewhere[2]).toContain('npm run grade 2B dir=mine');
  });

  test('is not there while a test is missing or has failed, or for the reference', () => {
    const failed = testOf('failed', { id: '2A/one-vote', stage: '2A' });
    expect(stageEnd(resultOf(all('2A').slice(1)), labs)).toEqual([]);
    expect(stageEnd(resultOf([...all('2A').slice(1), failed]), labs)).toEqual([]);
    expect(stageEnd(resultOf(all('2A')), { kind: 'solution' })).toEqual([]);
  });
});

describe('a grading of labs/raft that looks back', () => {
  const kit = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'look-back-'));
  afterAll(() => fs.rmSync(kit, { recursive: true, force: true }));

  beforeAll(() => {
    for (const name of ['grader', 'package.json'])
      fs.cpSync(path.join(ROOT, name), path.join(kit, name), { recursive: true });
    fs.cpSync(path.join(ROOT, 'solutions', 'raft'), path.join(kit, 'labs', 'raft'), {
      recursive: true,
    });
    fs.symlinkSync(path.join(ROOT, 'node_modules'), path.join(kit, 'node_modules'), 'junction');
    keepStages(kit, MEMORY);
  });

  function grade(): { readonly code: number | null; readonly lines: readonly string[] } {
    const script = ['--require', './grader/cli/set-up.cjs', 'grader/cli/grade.ts'];
    const { status, stdout } = spawnSync(process.execPath, [...script, '2B', 'seeds=1'], {
      cwd: kit,
      env: plainEnvironment({ RAFT_LAB_TYPES: 'off' }),
      encoding: 'utf8',
    });
    return { code: status, lines: stdout.split('\n') };
  }

  test(
    'puts a regression first, and says in a line when all is well again',
    () => {
      const file = path.join(kit, 'labs', 'raft', 'election.ts');
      const text = fs.readFileSync(file, 'utf8');
      fs.writeFileSync(file, text.replace('state.votedFor === candidateId', 'true'));
      const broken = grade();
      expect(broken.code).toBe(1);
      expect(broken.lines[1]).toBe('Regression: 2A/one-vote passed before, but fails now.');
      expect(broken.lines.find((line) => /^✗ .* at /.test(line))).toMatch(/^✗ 2A\/one-vote/);
      expect(readStages(kit).get('2A')?.tests.get('2A/one-vote')).toMatchObject({
        status: 'failed',
        isRegression: true,
      });
      fs.writeFileSync(file, text);
      const well = grade();
      expect(well.code).toBe(0);
      expect(well.lines[1]).toBe('2A still passes: 1 test, one seed each');
      expect(readStages(kit).get('2A')?.tests.get('2A/one-vote')).toMatchObject({
        status: 'passed',
        hasPassed: true,
      });
    },
    LONG_MS,
  );
});
